//! In Chromium, on the built site: the same path, frames, seeking, memory, and how soon the page is there.

use serde_json::{Value, json};

use crate::{
    browser::{Browser, DESKTOP},
    table::{Budget, Table, median, percentile},
    workload,
};

const RUNS: usize = 5;

/// Times every animation frame's script, from before the page's own code runs.
const WATCH_FRAMES: &str = "
    window.frameTimes = [];
    const original = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = callback => original(time => {
        const start = performance.now();
        callback(time);
        // What is rendered runs in microtasks behind the callback.
        let turns = 8;
        const settle = () => turns-- > 0 ? Promise.resolve().then(settle) : window.frameTimes.push(performance.now() - start);
        settle();
    });";

/// Memory of the wasm, in bytes.
const MEMORY: &str = "const done = arguments[0];
    import(new URL('partitura.js', location.href)).then(glue => glue.default()).then(wasm => done(wasm.memory.buffer.byteLength));";

pub async fn measure(table: &mut Table) {
    let browser = Browser::open(DESKTOP, "").await;
    let watch = json!({"source": WATCH_FRAMES});
    browser.dev_tools("Page.addScriptToEvaluateOnNewDocument", watch).await;
    arrival(table, &browser).await;
    throughput(table, &browser).await;
    frames(table, &browser).await;
    seeking(table, &browser).await;
    hour(table, &browser).await;
    cluster(table, &browser).await;
    let _ = browser.client.clone().close().await;
}

async fn number(browser: &Browser, script: &str, arguments: Vec<Value>) -> f64 {
    figure(browser.client.execute(script, arguments).await)
}

async fn memory(browser: &Browser) -> f64 {
    figure(browser.client.execute_async(MEMORY, Vec::new()).await)
}

/// What a script answered, as a number; no number where it failed.
fn figure<E>(answer: Result<Value, E>) -> f64 {
    answer.ok().and_then(|value| value.as_f64()).unwrap_or(f64::NAN)
}

async fn arrival(table: &mut Table, browser: &Browser) {
    let (mut paints, mut clicks) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        browser.go("").await;
        let paint = "const paint = performance.getEntriesByName('first-contentful-paint')[0]; return paint ? paint.startTime : NaN";
        paints.push(number(browser, paint, Vec::new()).await);
        let ready =
            "const mark = performance.getEntriesByName('partitura-ready')[0]; return mark ? mark.startTime : NaN";
        clicks.push(number(browser, ready, Vec::new()).await);
    }
    table.add(
        "Chromium: first useful paint",
        median(paints),
        "ms",
        Budget::AtMost(300.0),
    );
    table.add(
        "Chromium: first click possible",
        median(clicks),
        "ms",
        Budget::AtMost(600.0),
    );
}

async fn throughput(table: &mut Table, browser: &Browser) {
    let script = "window.partitura.stop(); window.partitura.load(arguments[0]);
        const start = performance.now(); window.partitura.run({ms: arguments[1]}); return performance.now() - start;";
    let before = memory(browser).await;
    let mut times = Vec::new();
    let mut after_one = f64::NAN;
    for n in 0..RUNS {
        times.push(number(browser, script, vec![workload::whole_path(), workload::UNTIL_MS.into()]).await);
        if n == 0 {
            after_one = memory(browser).await;
        }
    }
    let records = workload::RECORDS as f64;
    let rate = records / (median(times) / 1000.0);
    table.add(
        "Chromium: records through the whole path",
        rate,
        "records/s",
        Budget::AtLeast(200_000.0),
    );
    table.add(
        "Chromium: wasm memory per record of 100 bytes, read",
        (after_one - before) / records,
        "bytes",
        Budget::None,
    );
}

/// How much faster than real time a large cluster goes, once it is at work.
async fn cluster(table: &mut Table, browser: &Browser) {
    browser.go("").await;
    let load =
        "window.partitura.stop(); window.partitura.load(arguments[0]); window.partitura.run({ms: arguments[1]});";
    let arguments = vec![workload::large_cluster(), workload::CLUSTER_STARTS_MS.into()];
    let _ = browser.client.execute(load, arguments).await;
    let run =
        "const start = performance.now(); window.partitura.run({ms: arguments[0]}); return performance.now() - start;";
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let took_ms = number(browser, run, vec![workload::CLUSTER_RUN_MS.into()]).await;
        times.push(workload::CLUSTER_RUN_MS as f64 / took_ms);
    }
    table.add(
        "Chromium: 30 brokers, 200 partitions, 20 groups, 1,000 records/s",
        median(times),
        "× real time",
        Budget::AtLeast(10.0),
    );
}

async fn frames(table: &mut Table, browser: &Browser) {
    browser.go("#lesson=keys-and-order&play=1").await;
    tokio::time::sleep(std::time::Duration::from_secs(12)).await;
    let ordinary = frame_times(browser).await;
    table.add(
        "Chromium: script per frame, a demo, p50",
        percentile(ordinary.clone(), 0.5),
        "ms",
        Budget::AtMost(2.0),
    );
    table.add(
        "Chromium: script per frame, a demo, p99",
        percentile(ordinary, 0.99),
        "ms",
        Budget::AtMost(8.0),
    );
    browser.go("").await;
    let script = "window.partitura.stop(); window.partitura.load(arguments[0]); window.partitura.run({ms: 31000});
        window.partitura.play(); window.frameTimes.length = 0;";
    let _ = browser.client.execute(script, vec![workload::large_logs()]).await;
    tokio::time::sleep(std::time::Duration::from_secs(12)).await;
    let large = frame_times(browser).await;
    table.add(
        "Chromium: script per frame, 1,000,000 records, p50",
        percentile(large.clone(), 0.5),
        "ms",
        Budget::None,
    );
    table.add(
        "Chromium: script per frame, 1,000,000 records, p99",
        percentile(large, 0.99),
        "ms",
        Budget::AtMost(12.0),
    );
}

/// The frames so far, without the first second, in which everything is drawn for the first time.
async fn frame_times(browser: &Browser) -> Vec<f64> {
    let times = browser.js("return window.frameTimes.slice(60)").await;
    times
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect()
}

async fn seeking(table: &mut Table, browser: &Browser) {
    let script = "window.partitura.stop(); window.partitura.load(arguments[0]); window.partitura.run({ms: 205000});
        const times = [];
        for (let n = 0; n < 100; n++) {
            const start = performance.now();
            window.partitura.seek(n * 7919 % 200000);
            times.push(performance.now() - start);
        }
        return times;";
    let times = browser
        .client
        .execute(script, vec![workload::many_commands()])
        .await
        .unwrap_or_default();
    let times: Vec<f64> = times
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    table.add(
        "Chromium: seek in 10,000 commands, median",
        median(times.clone()),
        "ms",
        Budget::AtMost(50.0),
    );
    table.add(
        "Chromium: seek in 10,000 commands, slowest of 100",
        percentile(times, 1.0),
        "ms",
        Budget::AtMost(50.0),
    );
}

async fn hour(table: &mut Table, browser: &Browser) {
    // A fresh page: memory that the workloads before have taken is never given back.
    browser.go("").await;
    let load =
        "window.partitura.stop(); window.partitura.load(arguments[0]); window.partitura.run({ms: 60000}); return 0;";
    let _ = browser.client.execute(load, vec![workload::hour_of_play()]).await;
    let before = memory(browser).await;
    let _ = browser.js("window.partitura.run({ms: 3600000}); return 0;").await;
    let after = memory(browser).await;
    table.add(
        "Chromium: growth over an hour of play, 18,000 records",
        (after - before) / 1024.0,
        "KiB",
        Budget::None,
    );
}
