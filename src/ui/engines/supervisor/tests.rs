//! Stories of engines that come, go and fail.

use super::*;
use Backend::{Cpu, Webgpu};
use Command::{Load, Start, Stop};

/// A page whose processor engine has delivered one picture in 60 ms.
fn drawing_on_the_cpu() -> Supervisor {
    let mut page = Supervisor::new(None);
    assert_eq!(page.begin(), [Start(Cpu)]);
    assert_eq!(page.started(Cpu, BUILD_ID), [Load(Cpu)]);
    assert_eq!(page.ready(Cpu, "lite", 61.0), []);
    assert_eq!(page.picture(Cpu, 60.0), []);
    page
}

/// The same, with WebGPU on its way.
fn trying_webgpu() -> Supervisor {
    let mut page = drawing_on_the_cpu();
    assert_eq!(page.adapter(true), [Start(Webgpu)]);
    assert_eq!(page.started(Webgpu, BUILD_ID), [Load(Webgpu)]);
    page
}

fn drawing_on_webgpu() -> Supervisor {
    let mut page = trying_webgpu();
    assert_eq!(page.ready(Webgpu, "lite", 9.0), [Stop(Cpu)]);
    page
}

/// A fault in words; which ones is all the same here.
fn said(sentence: &'static str) -> Text {
    Text::fixed(sentence, sentence)
}

fn broken_sentence(page: &Supervisor) -> Option<Text> {
    match page.condition() {
        Condition::Broken { sentence, .. } => Some(sentence),
        _ => None,
    }
}

#[test]
fn webgpu_waits_for_the_first_picture_of_the_cpu() {
    let mut page = Supervisor::new(None);
    page.begin();
    assert_eq!(page.adapter(true), []);
    page.started(Cpu, BUILD_ID);
    assert_eq!(page.ready(Cpu, "lite", 61.0), []);
    assert_eq!(page.picture(Cpu, 60.0), [Start(Webgpu)]);
    assert_eq!(page.picture(Cpu, 60.0), []);
}

#[test]
fn a_faster_webgpu_takes_over_and_the_cpu_engine_is_stopped() {
    let page = drawing_on_webgpu();
    assert_eq!(page.active(), Some(Webgpu));
    assert_eq!(
        page.reason(),
        &Reason::WebgpuFaster {
            ms: 9.0,
            cpu_ms: 60.0
        }
    );
}

#[test]
fn a_slower_webgpu_is_stopped_and_not_tried_again() {
    let mut page = trying_webgpu();
    assert_eq!(page.ready(Webgpu, "lite", 2_412.0), [Stop(Webgpu)]);
    assert_eq!(page.active(), Some(Cpu));
    assert_eq!(page.picture(Cpu, 60.0), []);
    assert_eq!(page.reason(), &Reason::WebgpuSlower { ms: 2_412.0 });
}

#[test]
fn a_browser_without_webgpu_stays_on_the_cpu() {
    let mut page = drawing_on_the_cpu();
    assert_eq!(page.adapter(false), []);
    assert_eq!(page.reason(), &Reason::NoWebgpu);
}

#[test]
fn a_forced_backend_is_the_only_one_started() {
    for backend in [Cpu, Webgpu] {
        let mut page = Supervisor::new(Some(backend));
        assert!(!page.wants_adapter());
        assert_eq!(page.begin(), [Start(backend)]);
        page.started(backend, BUILD_ID);
        assert_eq!(page.ready(backend, "lite", 5_000.0), []);
        assert_eq!(page.picture(backend, 5_000.0), []);
        assert_eq!(page.active(), Some(backend));
        assert_eq!(page.reason(), &Reason::Forced);
    }
}

#[test]
fn a_forced_webgpu_that_fails_hands_over_to_the_cpu() {
    let mut page = Supervisor::new(Some(Webgpu));
    page.begin();
    page.started(Webgpu, BUILD_ID);
    assert_eq!(
        page.failed(Webgpu, FailureKind::NoAdapter, said("No adapter.")),
        [Stop(Webgpu), Start(Cpu)]
    );
    assert_eq!(page.reason(), &Reason::NoWebgpu);
    assert_eq!(broken_sentence(&page), None);
}

#[test]
fn a_lost_device_starts_the_cpu_engine_again() {
    let mut page = drawing_on_webgpu();
    assert_eq!(
        page.failed(Webgpu, FailureKind::DeviceLost, said("Lost.")),
        [Stop(Webgpu), Start(Cpu)]
    );
    assert_eq!(page.active(), None);
    page.started(Cpu, BUILD_ID);
    page.ready(Cpu, "lite", 60.0);
    assert_eq!(page.active(), Some(Cpu));
    assert_eq!(page.picture(Cpu, 60.0), []);
    assert_eq!(page.reason(), &Reason::DeviceLost);
}

#[test]
fn a_webgpu_that_fails_behind_the_cpu_disturbs_nothing() {
    let mut page = trying_webgpu();
    assert_eq!(
        page.failed(Webgpu, FailureKind::Internal, said("A shader was refused.")),
        [Stop(Webgpu)]
    );
    assert_eq!(page.active(), Some(Cpu));
}

#[test]
fn a_dead_cpu_engine_is_started_again_once_and_then_reported() {
    let mut page = drawing_on_the_cpu();
    page.adapter(false);
    assert_eq!(
        page.failed(Cpu, FailureKind::Internal, said("Died.")),
        [Stop(Cpu), Start(Cpu)]
    );
    assert!(page.was_restarted());
    assert_eq!(
        page.failed(Cpu, FailureKind::Internal, said("Died again.")),
        [Stop(Cpu)]
    );
    assert_eq!(broken_sentence(&page), Some(said("Died again.")));
    assert_eq!(page.retry(), [Start(Cpu)]);
    assert_eq!(broken_sentence(&page), None);
}

#[test]
fn an_engine_that_lived_for_a_minute_may_be_started_again_once_more() {
    let mut page = drawing_on_the_cpu();
    page.failed(Cpu, FailureKind::Internal, said("Died."));
    page.started(Cpu, BUILD_ID);
    page.ready(Cpu, "lite", 60.0);
    page.tick(61_000.0, false);
    assert_eq!(
        page.failed(Cpu, FailureKind::Internal, said("Died.")),
        [Stop(Cpu), Start(Cpu)]
    );
}

#[test]
fn a_cpu_engine_that_cannot_live_leaves_the_work_to_webgpu() {
    let mut page = Supervisor::new(None);
    page.begin();
    page.adapter(true);
    page.failed(Cpu, FailureKind::Internal, said("Died."));
    assert_eq!(
        page.failed(Cpu, FailureKind::Internal, said("Died again.")),
        [Stop(Cpu), Start(Webgpu)]
    );
    assert_eq!(broken_sentence(&page), None);
    assert_eq!(page.ready(Webgpu, "lite", 9.0), []);
    assert_eq!(page.active(), Some(Webgpu));
}

#[test]
fn a_failed_download_is_reported_at_once_and_may_be_retried() {
    for kind in [
        FailureKind::Network,
        FailureKind::Missing,
        FailureKind::Corrupt,
    ] {
        let mut page = Supervisor::new(None);
        page.begin();
        page.started(Cpu, BUILD_ID);
        assert_eq!(
            page.failed(Cpu, kind, said("The model is damaged.")),
            [Stop(Cpu)]
        );
        assert_eq!(
            page.condition(),
            Condition::Broken {
                sentence: said("The model is damaged."),
                remedy: Remedy::Retry
            }
        );
        assert_eq!(page.retry(), [Start(Cpu)]);
    }
}

#[test]
fn an_engine_of_another_build_asks_for_a_reload() {
    let mut page = Supervisor::new(None);
    page.begin();
    assert_eq!(page.started(Cpu, "another build"), [Stop(Cpu)]);
    assert!(matches!(
        page.condition(),
        Condition::Broken {
            remedy: Remedy::Reload,
            ..
        }
    ));
}

#[test]
fn an_engine_silent_in_mid_translation_is_started_again() {
    let mut page = drawing_on_the_cpu();
    assert_eq!(page.tick(4_900.0, true), []);
    assert_eq!(page.tick(200.0, true), [Stop(Cpu), Start(Cpu)]);
}

#[test]
fn an_idle_engine_may_be_silent_for_ever() {
    let mut page = drawing_on_the_cpu();
    assert_eq!(page.tick(1e9, false), []);
    assert_eq!(page.tick(4_000.0, true), []);
}

#[test]
fn a_slow_download_is_alive_as_long_as_bytes_come() {
    let mut page = Supervisor::new(None);
    page.begin();
    page.started(Cpu, BUILD_ID);
    for received in 0..10 {
        page.progress(Cpu, received, 100);
        assert_eq!(page.tick(50_000.0, false), []);
    }
    assert_eq!(page.tick(50_000.0, false), [Stop(Cpu), Start(Cpu)]);
}

#[test]
fn a_file_that_does_not_come_is_late_after_some_seconds_and_forgiven_with_its_next_bytes() {
    let mut page = Supervisor::new(None);
    page.begin();
    page.tick(8_000.0, false);
    assert!(!page.is_late());
    page.tick(1_000.0, false);
    assert!(page.is_late());
    page.started(Cpu, BUILD_ID);
    assert!(!page.is_late());
    page.progress(Cpu, 3, 9);
    page.tick(9_000.0, false);
    assert!(page.is_late());
    page.progress(Cpu, 4, 9);
    assert!(!page.is_late());
    page.progress(Cpu, 9, 9);
    page.tick(9_000.0, false);
    assert!(!page.is_late(), "warming up is work, not waiting");
}

#[test]
fn preparation_goes_from_start_through_download_to_warm_up() {
    let mut page = Supervisor::new(None);
    page.begin();
    let stage = |page: &Supervisor| match page.condition() {
        Condition::Preparing(preparation) => preparation,
        other => panic!("{other:?}"),
    };
    assert_eq!(stage(&page), Preparation::Starting);
    page.started(Cpu, BUILD_ID);
    page.progress(Cpu, 3, 9);
    assert_eq!(stage(&page), Preparation::Downloading(3, 9));
    page.progress(Cpu, 9, 9);
    assert_eq!(stage(&page), Preparation::WarmingUp);
}

#[test]
fn a_stopped_engine_that_still_speaks_is_not_heard() {
    let mut page = drawing_on_webgpu();
    assert_eq!(page.failed(Cpu, FailureKind::Internal, said("Late.")), []);
    assert_eq!(page.started(Cpu, BUILD_ID), []);
    assert_eq!(page.ready(Cpu, "lite", 1.0), []);
    assert_eq!(page.active(), Some(Webgpu));
}
