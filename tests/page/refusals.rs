//! What is refused, on a Russian page: the place stays code, and the reason is Russian.

use partitura::scenario::{Document, link};

use crate::browser::{Browser, DESKTOP};

async fn says(browser: &Browser, text: &str) {
    let shown = || async { browser.text().await.contains(text) };
    browser.wait(&format!("the page says “{text}”"), shown).await;
}

/// A link that is whole, and leads to a session that nobody can play.
fn link_to(commands: &str) -> String {
    let document = Document::from_json(&format!(r#"{{"partitura": 1, "commands": [{commands}]}}"#));
    let link = document.map(|document| link::encode(&document).expect("a short link"));
    format!("#lang=ru&s={}", link.expect("its shape is good"))
}

#[tokio::test]
async fn a_russian_dialog_refuses_in_russian() {
    let browser = Browser::open(DESKTOP, "#lang=ru").await;
    browser.click("button", "топик").await;
    browser.click("button", "Другие настройки").await;
    for (name, settings, refusal) in [
        (
            "заказы",
            "",
            "топик не может называться «заказы»: допустимы a-z, A-Z, 0-9, «.», «_» и «-»",
        ),
        (
            "orders",
            "retention.ms=long",
            "config.retention.ms: retention.ms не принимает «long»; допустимо: целое число от -1 до 9223372036854775807",
        ),
        (
            "orders",
            "cleanup.policy=remove",
            "допустимо: список без повторов из «compact» или «delete»",
        ),
        (
            "orders",
            "acks=all",
            "у топика в Kafka нет настройки «acks»: это настройка продюсера",
        ),
        (
            "orders",
            "retention.m=1",
            "у топика в Kafka нет настройки «retention.m»; самая похожая — «retention.ms»",
        ),
    ] {
        browser.fill("Имя", name).await;
        browser.fill("Настройки Kafka…", settings).await;
        browser.click("button", "Создать").await;
        says(&browser, refusal).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_bad_link_is_refused_in_russian() {
    let browser = Browser::open(DESKTOP, "#lang=ru").await;
    let topic = r#"{"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3}"#;
    for (commands, refusal) in [
        (
            topic.replace('3', "1000000"),
            "Сессию из ссылки нельзя проиграть: commands[0].partitions: 1000000 не подходит: допустимо от 1 до 200.",
        ),
        (
            format!(r#"{topic}, {{"at": 5, "do": "delete_topic", "topic": "order"}}"#),
            "commands[1].topic: до этой команды топик «order» никто не создал (может быть, «orders»?).",
        ),
        (
            format!(r#"{{"at": 5, "do": "note", "text": "{}"}}"#, "x".repeat(2001)),
            "commands[0].text: здесь 2001 символ, а можно не больше 2000.",
        ),
    ] {
        browser.go(&link_to(&commands)).await;
        says(&browser, refusal).await;
    }
    browser.go("#lang=ru&s=1.AAAA").await;
    says(&browser, "Ссылка обрезана.").await;
    browser.close().await;
}
