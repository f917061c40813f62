//! The commands for people reject unsafe e-mail addresses and passwords, and unlock accounts.

use super::sign_in;
use crate::harness::app::App;
use crate::harness::cast::{self, ALICE, BRIGHTLINE, PASSWORD};

/// Runs a command that must fail, and returns its message.
fn rejection(app: &App, args: &[&str], password: &str) -> String {
    let output = cast::command(app.database_url(), app.data_dir(), args, password);
    assert!(!output.status.success(), "{args:?} {password}");
    String::from_utf8(output.stderr).unwrap().strip_prefix("error: ").unwrap().to_owned()
}

fn rejected_person(app: &App, email: &str, password: &str) -> String {
    let add = ["person", "add", "--email", email, "--name", "Dana Fox", "--role", "viewer"];
    rejection(app, &[&add[..], &["--reseller", BRIGHTLINE.id, "--password-stdin"]].concat(), password)
}

#[tokio::test]
async fn an_email_address_that_imitates_another_one_is_rejected() {
    let app = App::start().await;
    let addresses = ["\u{430}lice@brightline.example", "al\u{200b}ice@brightline.example", "alice"];
    let messages = addresses.map(|address| rejected_person(&app, address, PASSWORD));
    insta::assert_snapshot!(messages.concat(), @"
    'аlice@brightline.example' mixes look-alike letters from different alphabets. Type the address again instead of pasting it.
    'al\u{200b}ice@brightline.example' contains U+200B, an invisible or unusual character. Type the address again instead of pasting it.
    'alice' is not an e-mail address.
    ");
}

#[tokio::test]
async fn commands_reject_passwords_that_are_easy_to_guess() {
    let app = App::start().await;
    let passwords =
        ["eleven char", "password1234", "aaaaaaaaaaaa", "123456789012", "dana-fox-2026", "Brightline-26"];
    let messages = passwords.map(|password| rejected_person(&app, "dana@brightline.example", password));
    insta::assert_snapshot!(messages.concat(), @"
    Enter a password of at least 12 characters.
    This password is too common. Enter another one, such as four random words.
    This password repeats itself. Enter another one, such as four random words.
    This password is a sequence of keys or letters. Enter another one, such as four random words.
    Enter a password without “dana”, which is part of the e-mail address.
    Enter a password without “brightline”, which is part of the e-mail address.
    ");
    let set = ["person", "set-password", "--email", ALICE.email, "--password-stdin"];
    assert!(rejection(&app, &set, "alice-ward-2026").contains("without “alice”"));
    assert!(
        rejection(&app, &set, "MobileBrightline")
            .contains("without “mobile”, which is part of the company’s name")
    );
    assert_eq!(sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn unlocking_a_person_deletes_their_failed_attempts() {
    let app = App::start().await;
    for _ in 0..10 {
        sign_in(&app.visitor(), ALICE.email, "wrong wrong wrong").await;
    }
    assert_eq!(sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status, 429);
    let output = app.command(&["person", "unlock", "--email", ALICE.email]);
    assert_eq!(output, "alice@brightline.example can try to sign in again.\n");
    assert_eq!(sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status, 303);
    let unknown = rejection(&app, &["person", "unlock", "--email", "nobody@brightline.example"], "");
    assert_eq!(unknown, "nobody@brightline.example does not exist.\n");
}
