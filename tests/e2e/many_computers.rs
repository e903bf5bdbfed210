//! One computer of a firm makes the next one, through the window alone: join, add a computer, join there.

use super::firm_files::{
    NAME, WORDS, conductor, downloaded, firm_file, signer, start_again, write,
};
use super::harness::{App, LONG, TestEnv};
use provisioning::{FirmFile, Policy};

const MADE: &str = "Hale & Ortiz LLP - LAPTOP-8.counterfoil";

#[tokio::test]
async fn a_firm_goes_from_one_computer_to_the_next_without_anybody_pasting_its_keys_there() {
    let mut first = TestEnv::start("desks-first").await;
    let (conductor, _) = conductor().await;
    let admin = Policy {
        connect: true,
        disconnect: true,
        delete_connections: true,
        export: true,
        change_keys: true,
        make_firm_files: true,
        read_books: true,
    };
    let file = FirmFile {
        policy: admin,
        signing_key: Some(signer()),
        ..firm_file(conductor.as_str(), "sk_conductor_test_own", "pk_fake")
    };
    let path = write(&first, &file);
    let app = App::start(&mut first, &[], &[&path.display().to_string()]).await;
    join(&app, WORDS, "LAPTOP 7").await;

    open_firm(&app).await;
    let joined = app.text("joined-with").await;
    assert!(joined.contains("FRONT-DESK"), "{joined}");
    app.click_css("[data-testid=screen-firm] [data-testid=add-computer]")
        .await;
    app.fill("input[name=computer]", "LAPTOP-8").await;
    app.fill("input[name=conductorSecretKey]", "sk_conductor_test_own")
        .await;
    let passphrase = app.text("passphrase").await;
    app.click("make-file").await;
    app.wait_until(
        "this computer's own key is refused at its field",
        LONG,
        "return document.querySelector('input[name=conductorSecretKey][aria-invalid=true]') !== null",
    )
    .await;
    app.fill("input[name=conductorSecretKey]", "sk_conductor_test_other")
        .await;
    app.click("make-file").await;
    wait_for(&app, "add-computer-done").await;
    assert_eq!(app.text("passphrase").await, passphrase);
    app.click("add-computer-done").await;
    assert!(
        !app.source().await.contains(&passphrase),
        "it is shown once"
    );

    let mut second = TestEnv::start("desks-second").await;
    let carried = second.path("from the post.counterfoil");
    std::fs::copy(downloaded(&first, MADE), &carried).expect("a writable folder");
    let other = App::start(&mut second, &[], &[&carried.display().to_string()]).await;
    other
        .fill("input[name=passphrase]", "not the passphrase")
        .await;
    other.click("join-open").await;
    other
        .wait_until(
            "the passphrase is refused and asked for again",
            LONG,
            "return document.querySelector('input[name=passphrase][aria-invalid=true]') !== null",
        )
        .await;
    join(&other, &passphrase, "LAPTOP-8").await;
    open_firm(&other).await;
    let may_not = other.text("may-not").await;
    assert!(may_not.contains("Disconnect companies"), "{may_not}");
    other
        .find_css("[data-testid=add-computer][aria-disabled=true]")
        .await;
}

#[tokio::test]
async fn a_file_that_is_opened_while_a_form_is_filled_in_waits_for_a_click() {
    let mut env = TestEnv::start("desks-meanwhile").await;
    let app = App::practice(&mut env).await;
    let file = firm_file("https://conductor.example/v1", "sk_fake", "pk_fake");
    write(&env, &file);
    app.click("add-client").await;
    app.fill("[data-testid=client-sheet] input[name=name]", "Half a name")
        .await;
    start_again(&env, NAME).await;
    app.wait_until(
        "the file is announced",
        LONG,
        "return [...document.querySelectorAll('.toast, [data-testid=toast]')]
            .some(it => it.textContent.includes('LAPTOP 7'))",
    )
    .await;
    let kept = "return document.querySelector('[data-testid=client-sheet] input[name=name]').value";
    assert_eq!(app.script(kept).await, "Half a name");
}

/// From the passphrase to the roster.
async fn join(app: &App, passphrase: &str, computer: &str) {
    app.fill("input[name=passphrase]", passphrase).await;
    app.click("join-open").await;
    wait_for(app, "join-from").await;
    let from = app.text("join-from").await;
    assert!(from.contains("Hale & Ortiz LLP"), "{from}");
    assert!(from.contains(computer), "{from}");
    app.click("join-go").await;
    wait_for(app, "join-done").await;
    app.click("join-done").await;
    app.find("empty-import").await;
}

async fn open_firm(app: &App) {
    app.click("nav-firm").await;
}

/// Opening and making a file take a second or two of one processor.
async fn wait_for(app: &App, test_id: &str) {
    let script = format!("return document.querySelector('[data-testid={test_id}]') !== null");
    app.wait_until(test_id, LONG, &script).await;
}
