//! What one looks at instead of reading, and the pictures one takes home.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP};

/// A session of two groups, of which one is slow, and a topic whose keys all fall into few partitions.
async fn scene() -> Browser {
    let browser = Browser::open(DESKTOP, "#lesson=two-groups").await;
    browser
        .js("partitura.stop(); partitura.seek(20000); partitura.seek(16000)")
        .await;
    browser.click("button", "Charts").await;
    browser.find("slider", "Lag per group").await;
    browser
}

fn lag(view: &Value, group: usize) -> i64 {
    let offsets = view["groups"][group]["offsets"].as_array().into_iter().flatten();
    offsets.filter_map(|offset| offset["lag"].as_i64()).sum()
}

async fn says(browser: &Browser, slider: &str) -> String {
    let plot = browser.find("slider", slider).await;
    plot.attr("aria-valuetext")
        .await
        .expect("it is there")
        .unwrap_or_default()
}

#[tokio::test]
async fn the_charts_say_the_lag_the_rates_and_the_skew_and_travel() {
    let browser = scene().await;
    let view = browser.view().await;
    let name = view["groups"][0]["group"].as_str().unwrap_or_default().to_owned();
    let expected = match lag(&view, 0) {
        0 => format!("{name} has read everything"),
        1 => format!("{name} is 1 record behind"),
        lag => format!("{name} is {lag} records behind"),
    };
    let said = says(&browser, "Lag per group").await;
    assert!(
        said.starts_with("At 00:16.000") && said.contains(&expected),
        "{said}, not {expected}"
    );
    assert!(says(&browser, "Records per second").await.contains("out "));
    let total: u64 = view["topics"][0]["partitions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|partition| partition["records"].as_array().map(|records| records.len() as u64))
        .sum();
    let first = view["topics"][0]["partitions"][0]["records"]
        .as_array()
        .map_or(0, Vec::len) as u64;
    let share = format!("{:.0}% · {first} records", first as f64 * 100.0 / total as f64);
    let tables = browser
        .js("return [...document.querySelectorAll('.charts table')].map(table => table.textContent)")
        .await;
    assert!(tables.to_string().contains(&share), "{share} is not in {tables}");
    // With the keyboard to the beginning, ten points on, and there.
    let plot = browser.find("slider", "Lag per group").await;
    for key in ["\u{E011}", "\u{E00E}", "\u{E007}"] {
        plot.send_keys(key).await.expect("a plot takes keys");
    }
    browser
        .wait_view("the session is where the chart was pointed at", |view| {
            view["now_ms"] == 2_750
        })
        .await;
    assert!(says(&browser, "Lag per group").await.starts_with("At 00:02.750"));
    // With the mouse, where the line ends, which is later.
    let (x, y, width, _) = plot.rectangle().await.expect("it is drawn");
    let script = "const [x, y] = arguments; const at = {clientX: x, clientY: y, bubbles: true};
        const plot = document.elementFromPoint(x, y);
        plot.dispatchEvent(new PointerEvent('pointermove', at)); requestAnimationFrame(() => requestAnimationFrame(() =>
        plot.dispatchEvent(new MouseEvent('click', at))));";
    browser
        .client
        .execute(script, vec![json!(x + width * 0.6), json!(y + 40.0)])
        .await
        .expect("it can be clicked");
    browser
        .wait_view("the session went on to the point", |view| {
            view["now_ms"].as_u64() > Some(5_000)
        })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn charts_of_nothing_of_much_and_of_many_partitions_stay_readable() {
    let browser = scene().await;
    for (partitions, count, huge) in [(1, 0, false), (24, 1, false), (24, 3_000, true)] {
        let document = json!({"partitura": 1, "seed": 1, "commands": [
            {"at": 0, "do": "create_topic", "topic": "many", "partitions": partitions},
            {"at": 0, "do": "add_producer", "producer": "p"},
            {"at": 100, "do": "add_consumer", "consumer": "c", "group": "g", "topics": ["many"]},
        ]});
        let script = "partitura.stop(); partitura.load(arguments[0]); partitura.run({ms: 5000});
            for (let left = arguments[1]; left > 0; left -= 1000)
                partitura.command({do: 'send', producer: 'p', topic: 'many', key: '{n}', value: 'x', count: Math.min(left, 1000)});
            partitura.run({ms: 2000});";
        let arguments = vec![document, json!(count)];
        browser
            .client
            .execute(script, arguments)
            .await
            .expect("the session opens");
        browser
            .wait("the charts are drawn", || async {
                let columns = browser
                    .js("return document.querySelectorAll('.shares .column').length")
                    .await;
                columns == partitions
            })
            .await;
        let outside = "const drawn = [...document.querySelectorAll('.chart')];
            return drawn.filter(chart => [...chart.querySelectorAll('svg text, svg path, svg rect')].some(part => {
                const inner = part.getBoundingClientRect(), outer = chart.getBoundingClientRect();
                return inner.left < outer.left - 1 || outer.right + 1 < inner.right || Number.isNaN(inner.width);
            })).map(chart => chart.textContent)";
        assert_eq!(
            browser.js(outside).await,
            json!([]),
            "{partitions} partitions, {count} records"
        );
        let drawn = browser
            .js("return document.querySelector('.charts').innerHTML")
            .await
            .to_string();
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
        let text = browser.text().await;
        let word = if count == 0 {
            "No records yet."
        } else {
            "of the records"
        };
        assert!(text.contains(word) || huge && text.contains("An even spread"), "{text}");
    }
    browser.close().await;
}

/// Keeps what the page wants to download, so that a test can look at it.
const CATCH: &str = "window.caught = []; const real = URL.createObjectURL;
    URL.createObjectURL = blob => { window.caught.push(blob); return real.call(URL, blob); };";

async fn take(browser: &Browser, what: &str, format: &str) {
    browser.click("button", "Save a picture…").await;
    let choose = async |name: &str, label: &str| {
        let field = browser.find("combobox", name).await;
        field.select_by_label(label).await.expect("there is such a choice");
    };
    choose("What", what).await;
    choose("Format", format).await;
    browser.click("button", "Save").await;
}

#[tokio::test]
async fn any_view_is_saved_as_svg_and_png() {
    let browser = scene().await;
    browser.js(CATCH).await;
    for what in ["The whole page", "Topics, groups and producers", "Timeline", "Charts"] {
        browser.js("window.caught.length = 0; window.text = null").await;
        take(&browser, what, "SVG, sharp at any size").await;
        browser
            .wait("the SVG is there", || async {
                browser.js("return window.caught.length").await == 1
            })
            .await;
        browser
            .js("window.caught[0].text().then(text => window.text = text)")
            .await;
        browser
            .wait("it can be read", || async {
                browser.js("return !!window.text").await == true
            })
            .await;
        let facts = browser
            .js("const svg = new DOMParser().parseFromString(window.text, 'image/svg+xml');
                return {root: svg.documentElement.tagName, shapes: svg.querySelectorAll('rect, path, circle, line').length,
                    classes: svg.querySelectorAll('[class], style, foreignObject, script, image').length,
                    text: svg.documentElement.textContent, variables: /var\\(|color\\(srgb/.test(window.text)}")
            .await;
        assert_eq!(facts["root"], "svg", "{what}");
        assert!(facts["shapes"].as_u64() > Some(8), "{what}: {facts}");
        assert_eq!(
            (&facts["classes"], &facts["variables"]),
            (&json!(0), &json!(false)),
            "{what} stands alone"
        );
        let word = match what {
            "Timeline" => "c1 joins",
            "Charts" => "Lag per group",
            _ => "trading-events",
        };
        assert!(
            facts["text"].as_str().is_some_and(|text| text.contains(word)),
            "{what}: {facts}"
        );
        browser.js("window.caught.length = 0; window.size = null").await;
        take(&browser, what, "PNG, twice the size of the screen").await;
        // The SVG that is drawn, then the PNG that came of it.
        browser
            .wait("the PNG is there", || async {
                browser.js("return window.caught.length").await == 2
            })
            .await;
        browser
            .js("createImageBitmap(window.caught[1]).then(image => window.size = [window.caught[1].type, image.width])")
            .await;
        browser
            .wait("it is an image", || async {
                browser.js("return !!window.size").await == true
            })
            .await;
        let size = browser.js("return window.size").await;
        assert_eq!(size[0], "image/png");
        assert!(size[1].as_u64() > Some(2_000), "{what}: {size}");
    }
    browser.close().await;
}
