//! Simultaneous requests can't exceed a quota, even if they go to several instances.

use futures_util::future::join_all;

use super::instances::Instance;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::database::Database;
use crate::harness::given;

#[tokio::test]
async fn simultaneous_drafts_do_not_exceed_their_quota() {
    let database = Database::with_cast();
    let mut instances = Instance::all(&database);
    let mut clients = Vec::new();
    for instance in &mut instances {
        instance.flags = vec!["--max-drafts=5"];
        instance.start();
        clients.push(instance.sign_in(ALICE).await);
    }
    let path = format!("/customers/{}/deletions", HARBOUR.id);
    let posts = (0..40).map(|number: usize| {
        let (client, path) = (&clients[number % clients.len()], &path);
        async move { client.upload(path, "returns.csv", given::file(&given::imeis(0, 3)), &[]).await.status }
    });
    let mut statuses = join_all(posts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [[200; 5].as_slice(), [429; 35].as_slice()].concat());
}
