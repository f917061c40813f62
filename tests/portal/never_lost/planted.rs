//! The torture can fail: six bugs, planted one after the other, are found. `scripts/torture planted` shows it.

use std::time::Duration;

use reseller_portal::fail_points::Bug;

use super::torture::{Plan, torture};
use super::{fencing, poison, races};

/// What brings a bug to light soon: processes that end where it does harm.
fn plan(bug: Bug, seed: u64) -> Plan {
    let beside = match bug {
        Bug::CountsApart => ";chunk:after=10%return(exit);finish:after=10%return(exit)",
        Bug::CursorApart => ";chunk:before=20%return(exit);finish:before=20%return(exit)",
        _ => "",
    };
    Plan {
        seed,
        kills: 12,
        fail_points: format!("{}=return{beside}", bug.point()),
        settles_within: Duration::from_secs(15),
    }
}

/// What shows that a bug is there; nothing where it stays hidden.
async fn signs(bug: Bug) -> Vec<String> {
    for seed in 0..6 {
        let broken = match bug {
            Bug::NoFencing => fencing::broken_by_sleep(Some(bug)).await,
            Bug::AttemptAfterWork => poison::broken_by("exit", Some(bug)).await,
            Bug::LookThenInsert => races::broken_by_races(3, Some(bug)).await,
            _ => torture(plan(bug, seed)).await.broken,
        };
        if !broken.is_empty() {
            println!("{bug:?} is found with seed {seed}: {broken:#?}");
            return broken;
        }
    }
    Vec::new()
}

#[ignore = "takes minutes: scripts/torture planted"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_of_six_planted_bugs_are_found() {
    let mut found = Vec::new();
    for bug in Bug::ALL {
        if !signs(bug).await.is_empty() {
            found.push(bug);
        }
    }
    println!("{} of {} found", found.len(), Bug::ALL.len());
    assert_eq!(found, Bug::ALL);
}
