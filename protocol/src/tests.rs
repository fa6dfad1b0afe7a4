//! Headers as they go over the wire.

use super::*;

fn assert_header<M>(message: &M, header: &str)
where
    M: Serialize + DeserializeOwned + PartialEq + fmt::Debug,
{
    assert_eq!(encode(message), header);
    assert_eq!(&decode::<M>(header).unwrap(), message);
}

#[test]
fn headers_to_the_engine_are_json_by_their_names() {
    assert_header(
        &ToEngine::Load {
            build: "b".into(),
            list_url: "http://x/models.json".into(),
            model: None,
        },
        r#"{"load":{"build":"b","list_url":"http://x/models.json","model":null}}"#,
    );
    assert_header(
        &ToEngine::Translate {
            seq: 7,
            variation: None,
            paint: None,
            interruptible: false,
        },
        r#"{"translate":{"seq":7}}"#,
    );
    assert_header(
        &ToEngine::Translate {
            seq: 7,
            variation: Some(Variation {
                seed: 3,
                strength: 0.5,
            }),
            paint: Some(vec![[1, 2, 3], [255, 0, 9]]),
            interruptible: true,
        },
        r#"{"translate":{"seq":7,"variation":{"seed":3,"strength":0.5},"paint":[[1,2,3],[255,0,9]],"interruptible":true}}"#,
    );
    assert_header(&ToEngine::Cancel {}, r#"{"cancel":{}}"#);
}

#[test]
fn headers_to_the_page_are_json_by_their_names() {
    assert_header(
        &ToPage::Started { build: "b".into() },
        r#"{"started":{"build":"b"}}"#,
    );
    assert_header(
        &ToPage::Progress {
            received_bytes: 1,
            total_bytes: 2,
        },
        r#"{"progress":{"received_bytes":1,"total_bytes":2}}"#,
    );
    assert_header(
        &ToPage::Ready {
            build: "b".into(),
            backend: Backend::Webgpu,
            model: "lite".into(),
            dropout: 0.5,
            critic: true,
            subject: String::new(),
            palettes: Vec::new(),
            threads: 1,
            load_ms: 1.5,
            warm_ms: 2.5,
            refinement: None,
        },
        r#"{"ready":{"build":"b","backend":"webgpu","model":"lite","dropout":0.5,"critic":true,"threads":1,"load_ms":1.5,"warm_ms":2.5}}"#,
    );
    assert_header(
        &ToPage::Ready {
            build: "b".into(),
            backend: Backend::Cpu,
            model: "lite".into(),
            dropout: 0.0,
            critic: false,
            subject: r#"{"feed":"photographs"}"#.into(),
            palettes: vec![vec![[1, 2, 3], [4, 5, 6]]],
            threads: 2,
            load_ms: 1.5,
            warm_ms: 2.5,
            refinement: None,
        },
        r#"{"ready":{"build":"b","backend":"cpu","model":"lite","dropout":0.0,"critic":false,"subject":"{\"feed\":\"photographs\"}","palettes":[[[1,2,3],[4,5,6]]],"threads":2,"load_ms":1.5,"warm_ms":2.5}}"#,
    );
    assert_header(
        &ToPage::Verdict {
            picture: 3,
            critic: "lite".into(),
            file: "lite.critic.safetensors".into(),
            side: 30,
            step_px: 8,
            field_px: 70,
            first_px: -23,
        },
        r#"{"verdict":{"picture":3,"critic":"lite","file":"lite.critic.safetensors","side":30,"step_px":8,"field_px":70,"first_px":-23}}"#,
    );
    assert_header(
        &Refinement {
            name: "full".into(),
            file: "full.safetensors".into(),
            bytes: 9,
        },
        r#"{"name":"full","file":"full.safetensors","bytes":9}"#,
    );
    assert_header(
        &ToPage::Picture { seq: 9, ms: 60.25 },
        r#"{"picture":{"seq":9,"ms":60.25}}"#,
    );
}

#[test]
fn every_failure_kind_has_its_name_on_the_wire() {
    for (kind, name) in [
        (FailureKind::Network, "network"),
        (FailureKind::Missing, "missing"),
        (FailureKind::Corrupt, "corrupt"),
        (FailureKind::NoAdapter, "no_adapter"),
        (FailureKind::DeviceLost, "device_lost"),
        (FailureKind::StaleBuild, "stale_build"),
        (FailureKind::Internal, "internal"),
    ] {
        assert_header(
            &ToPage::Failed {
                kind,
                message: "m".into(),
                seq: Some(3),
            },
            &format!(r#"{{"failed":{{"kind":"{name}","message":"m","seq":3}}}}"#),
        );
    }
}

#[test]
fn a_hand_written_failure_may_leave_out_the_sequence_number() {
    let header = r#"{"failed":{"kind":"network","message":"m"}}"#;
    assert!(matches!(
        decode::<ToPage>(header),
        Ok(ToPage::Failed { seq: None, .. })
    ));
}

#[test]
fn a_header_of_another_build_is_refused() {
    assert!(decode::<ToPage>(r#"{"photograph":{"seq":1}}"#).is_err());
    assert!(decode::<ToEngine>("not json").is_err());
}

#[test]
fn a_backend_is_found_by_its_id_alone() {
    assert_eq!(Backend::from_id("cpu"), Some(Backend::Cpu));
    assert_eq!(Backend::from_id("webgpu"), Some(Backend::Webgpu));
    assert_eq!(Backend::from_id("CPU"), None);
}
