use super::*;

#[test]
fn a_query_contains_only_pairs_with_a_value() {
    assert_eq!(with_query("/customers", &[("q", ""), ("sort", "")]), "/customers");
    assert_eq!(
        with_query("/customers", &[("q", "Łódź & co"), ("page", "2")]),
        "/customers?q=%C5%81%C3%B3d%C5%BA%20%26%20co&page=2"
    );
}

#[test]
fn only_local_addresses_are_accepted_after_signing_in() {
    for good in ["/", "/customers?q=a%20b", "/uploads/1000001/errors"] {
        assert_eq!(local(good), Some(good));
    }
    for bad in
        ["", "customers", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/a\tb"]
    {
        assert_eq!(local(bad), None, "{bad}");
    }
}
