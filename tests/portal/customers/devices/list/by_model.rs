//! The Devices tab filtered by model. Devices of a rare model are looked up directly, and those of a common model among
//! the customer's devices.

use super::{shown, tab, upload};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, MEADOW};
use crate::harness::given::{self, Entry, dual_sim, tablet};

#[tokio::test]
async fn devices_can_be_filtered_by_rare_and_common_models() {
    let app = App::start().await;
    // There are too many tablets to look up directly, but only a few phones.
    let tablets: Vec<Entry> = (0..20_001).map(tablet).collect();
    app.catalog(&tablets);
    app.catalog(&[30_100, 30_200, 30_300].map(dual_sim));
    let alice = app.sign_in(ALICE).await;
    let (phones, serial) = ([30_100, 30_200, 30_300].map(given::imei), given::serial);
    let first = upload(&app, &alice, HARBOUR.id, "PO-1", &[serial(1), serial(2), phones[0].clone()]).await;
    upload(&app, &alice, HARBOUR.id, "PO-2", &[serial(3), phones[1].clone(), given::imei(40_000)]).await;
    upload(&app, &alice, MEADOW.id, "PO-1", &[serial(4), phones[2].clone()]).await;
    let tablets = "?model=Galaxy%20Tab%20S9";
    assert_eq!(shown(&alice, tablets).await, [serial(3), serial(2), serial(1)]);
    assert_eq!(shown(&alice, &format!("{tablets}&q=PO-1")).await, [serial(2), serial(1)]);
    assert_eq!(shown(&alice, &format!("{tablets}&q={}", serial(2))).await, [serial(2)]);
    let phone = "?model=Galaxy%20S24";
    assert_eq!(shown(&alice, phone).await, [phones[1].clone(), phones[0].clone()]);
    assert_eq!(shown(&alice, &format!("{phone}&q=PO-2")).await, [phones[1].clone()]);
    assert_eq!(shown(&alice, &format!("{phone}&upload={first}")).await, [phones[0].clone()]);
    assert_eq!(shown(&alice, &format!("{phone}&upload={first}&q={}", phones[1])).await, [""; 0]);
    for (query, count) in [(tablets, "3 devices"), (phone, "2 devices")] {
        let page = alice.get(&tab(query)).await.page(200);
        assert_eq!(page.text(".pager"), count, "{query}");
    }
}
