//! What a run leaves to be looked at.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use trainer::run::config::options::RunOptions;

use super::{Workshop, tiny, write_pairs};

/// The data that the page draws.
fn data(page: &str) -> Value {
    let start = r#"<script id="data" type="application/json">"#;
    let (_, rest) = page.split_once(start).expect("the data");
    let (json, _) = rest.split_once("</script>").expect("its end");
    serde_json::from_str(json).expect("JSON")
}

/// Width and height of the picture in a data URL.
fn size(url: &Value) -> (u32, u32) {
    let url = url.as_str().expect("a data URL");
    let bytes = url
        .strip_prefix("data:image/jpeg;base64,")
        .expect("a data URL");
    let bytes = STANDARD.decode(bytes).expect("base64");
    let picture = image::load_from_memory(&bytes).expect("a picture");
    (picture.width(), picture.height())
}

#[test]
fn the_report_holds_all_that_the_journal_and_the_pictures_say_and_asks_nobody_else() {
    let workshop = Workshop::new(2);
    write_pairs(&workshop.data().join("val"), 2);
    let options = RunOptions {
        validate_every: Some(2),
        ..tiny(3)
    };
    workshop.start("run", &options).expect("trains");
    let run = workshop.run("run");
    let page = fs::read_to_string(run.join("report.html")).expect("the report");
    let outside = page
        .match_indices("http")
        .map(|(place, _)| &page[place..(place + 40).min(page.len())]);
    let outside: Vec<_> = outside
        .filter(|text| !text.contains("www.w3.org"))
        .collect();
    assert!(outside.is_empty(), "{outside:?}");

    let data = data(&page);
    let journal = fs::read_to_string(run.join("losses.jsonl")).expect("the journal");
    let records: Vec<Value> = journal
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(records.len(), 3);
    assert_eq!(data["epochs"], Value::Array(records.clone()));
    // Every second epoch is validated, and the last.
    let validated = records
        .iter()
        .map(|record| !record["validation_l1"].is_null());
    assert_eq!(validated.collect::<Vec<_>>(), [false, true, true]);
    for figure in [
        "distance",
        "swd",
        "detail_coarse",
        "detail_middle",
        "detail_fine",
        "colour_spread",
        "contrast",
    ] {
        let of = |record: &Value| record[figure].as_f64();
        assert_eq!(of(&records[0]), None, "{figure}");
        assert!(of(&records[2]).is_some_and(|value| value > 0.0), "{figure}");
    }
    let figure = |epoch: usize, key: &str| records[epoch - 1][key].as_f64().expect("a number");
    let distance = |epoch: usize| figure(epoch, "distance");
    let sum = figure(3, "swd") + figure(3, "validation_l1");
    assert!((sum - distance(3)).abs() < 1e-6);
    let best = if distance(2) <= distance(3) { 2 } else { 3 };
    assert_eq!(data["best"]["epoch"], best);
    assert_eq!(data["best"]["score"]["measure"], "distance");
    for record in &records {
        for loss in [
            "d_real",
            "d_fake",
            "g_adversarial",
            "g_l1",
            "images_per_second",
        ] {
            let value = record[loss].as_f64().expect("a number");
            assert!(value > 0.0, "{loss} is {value}");
        }
    }
    assert_eq!(data["planned"], 3);
    let config = data["config"].as_str().expect("text");
    assert!(config.contains("ngf 2"), "{config}");
    assert!(
        data["hardware"]
            .as_str()
            .is_some_and(|name| name.contains("threads"))
    );

    let strips = data["strips"].as_array().expect("strips");
    let epochs: Vec<_> = strips.iter().map(|strip| strip["epoch"].as_u64()).collect();
    assert_eq!(epochs, [Some(1), Some(2), Some(3)]);
    let inputs = size(&data["inputs"]);
    assert_eq!(size(&data["real"]), inputs);
    for strip in strips {
        assert_eq!(size(&strip["image"]), inputs);
    }
}
