use super::*;

const QUIET: Surroundings = Surroundings {
    backend: Some(Backend::Cpu),
    quiet: true,
    awaited: false,
    data_saver: None,
};
const ON_WEBGPU: Surroundings = Surroundings {
    backend: Some(Backend::Webgpu),
    ..QUIET
};

fn offered(mode: QualityMode) -> Refiner {
    let mut refiner = Refiner::new(mode);
    refiner.offered(Refinement {
        name: "full".into(),
        file: "full.safetensors".into(),
        bytes: 28_000_000,
    });
    refiner
}

fn ready_at(around: Surroundings, warm_ms: f64) -> Refiner {
    let mut refiner = offered(QualityMode::Automatic);
    let backend = around.backend.unwrap();
    assert_eq!(refiner.tick(0.0, around), [Order::Start(backend)]);
    assert_eq!(refiner.started(BUILD_ID), [Order::Load]);
    refiner.progress(28_000_000, 28_000_000);
    refiner.ready(0.0, warm_ms);
    refiner
}

fn broken() -> Text {
    Text::fixed("It broke.", "坏了。")
}

#[test]
fn a_site_with_one_model_starts_nothing() {
    let mut refiner = Refiner::new(QualityMode::Best);
    assert_eq!(refiner.tick(9e9, QUIET), []);
    assert_eq!(refiner.condition(), Condition::Absent);
}

#[test]
fn it_is_fetched_in_a_quiet_moment_and_not_before() {
    let mut refiner = offered(QualityMode::Automatic);
    let busy = Surroundings {
        quiet: false,
        ..QUIET
    };
    let without_engine = Surroundings {
        backend: None,
        ..QUIET
    };
    assert_eq!(refiner.tick(9e9, busy), []);
    assert_eq!(refiner.tick(9e9, without_engine), []);
    assert_eq!(refiner.condition(), Condition::Waiting);
    assert_eq!(refiner.tick(0.0, QUIET), [Order::Start(Backend::Cpu)]);
    assert_eq!(refiner.tick(0.0, QUIET), []);
}

#[test]
fn whoever_saves_data_is_asked_and_whoever_asks_is_served() {
    let thrifty = Surroundings {
        data_saver: Some(DataSaverReason::SavesData),
        quiet: false,
        ..QUIET
    };
    let mut refiner = offered(QualityMode::Automatic);
    assert_eq!(refiner.tick(9e9, thrifty), []);
    assert_eq!(
        refiner.condition(),
        Condition::Offered(DataSaverReason::SavesData)
    );
    refiner.ask();
    assert_eq!(refiner.tick(0.0, thrifty), [Order::Start(Backend::Cpu)]);
    let mut refiner = offered(QualityMode::Automatic);
    assert_eq!(refiner.set_quality_mode(QualityMode::Best), []);
    assert_eq!(refiner.tick(0.0, thrifty), [Order::Start(Backend::Cpu)]);
}

#[test]
fn on_the_processor_it_never_paints_while_the_hand_moves_unless_a_person_holds_to_it() {
    let mut refiner = ready_at(QUIET, 5.0);
    assert!(refiner.is_ready() && !refiner.is_live());
    refiner.set_quality_mode(QualityMode::Best);
    assert!(refiner.is_live());
}

#[test]
fn on_webgpu_it_paints_while_the_hand_moves_as_long_as_it_is_fast() {
    assert!(!ready_at(ON_WEBGPU, 51.0).is_live());
    let mut refiner = ready_at(ON_WEBGPU, 12.0);
    assert!(refiner.is_live());
    (0..20).for_each(|_| refiner.picture(70.0));
    assert!(refiner.is_live());
    (0..20).for_each(|_| refiner.picture(90.0));
    assert!(!refiner.is_live());
    // No to and fro on a device at the limit.
    (0..20).for_each(|_| refiner.picture(60.0));
    assert!(!refiner.is_live());
}

#[test]
fn held_to_the_fast_model_it_is_ended_and_fetches_nothing() {
    let mut refiner = ready_at(QUIET, 200.0);
    assert_eq!(refiner.set_quality_mode(QualityMode::Fast), [Order::Stop]);
    assert_eq!(refiner.tick(9e9, QUIET), []);
    assert_eq!(refiner.condition(), Condition::HeldBack);
    assert_eq!(refiner.set_quality_mode(QualityMode::Automatic), []);
    assert_eq!(refiner.tick(0.0, QUIET), [Order::Start(Backend::Cpu)]);
}

#[test]
fn a_lost_line_is_tried_again_later_and_later_and_at_once_when_it_is_back() {
    let mut refiner = offered(QualityMode::Automatic);
    for wait_ms in NETWORK_RETRIES_MS {
        assert_eq!(refiner.tick(0.0, QUIET), [Order::Start(Backend::Cpu)]);
        let stopped = refiner.failed(FailureKind::Network, broken());
        assert_eq!(stopped, [Order::Stop]);
        assert_eq!(refiner.condition(), Condition::Failed(broken(), true));
        assert_eq!(refiner.tick(wait_ms - 1.0, QUIET), []);
        assert_eq!(
            refiner.tick(
                1.0,
                Surroundings {
                    quiet: false,
                    ..QUIET
                }
            ),
            []
        );
    }
    assert_eq!(refiner.tick(0.0, QUIET), [Order::Start(Backend::Cpu)]);
    refiner.failed(FailureKind::Network, broken());
    assert_eq!(refiner.tick(9e9, QUIET), []);
    assert_eq!(refiner.condition(), Condition::Failed(broken(), false));
    refiner.online();
    assert_eq!(refiner.tick(0.0, QUIET), [Order::Start(Backend::Cpu)]);
}

#[test]
fn a_damaged_or_missing_model_is_left_to_the_person() {
    for kind in [FailureKind::Missing, FailureKind::Corrupt] {
        let mut refiner = offered(QualityMode::Automatic);
        refiner.tick(0.0, QUIET);
        refiner.failed(kind, broken());
        refiner.online();
        assert_eq!(refiner.tick(9e9, QUIET), []);
        refiner.ask();
        assert_eq!(refiner.tick(0.0, QUIET), [Order::Start(Backend::Cpu)]);
    }
}

#[test]
fn a_worker_that_dies_is_started_once_more() {
    let mut refiner = ready_at(QUIET, 200.0);
    refiner.failed(FailureKind::Internal, broken());
    assert_eq!(refiner.tick(RESTART_MS - 1.0, QUIET), []);
    assert_eq!(refiner.tick(1.0, QUIET), [Order::Start(Backend::Cpu)]);
    refiner.failed(FailureKind::Internal, broken());
    assert_eq!(refiner.tick(9e9, QUIET), []);
    assert_eq!(refiner.condition(), Condition::Failed(broken(), false));
}

#[test]
fn what_webgpu_cannot_hold_the_processor_tries() {
    let mut refiner = ready_at(ON_WEBGPU, 12.0);
    refiner.failed(FailureKind::DeviceLost, broken());
    assert_eq!(
        refiner.tick(RESTART_MS, ON_WEBGPU),
        [Order::Start(Backend::Cpu)]
    );
}

#[test]
fn silence_ends_it_only_while_a_picture_is_awaited() {
    let mut refiner = ready_at(QUIET, 200.0);
    assert_eq!(refiner.tick(60_000.0, QUIET), []);
    let awaited = Surroundings {
        awaited: true,
        ..QUIET
    };
    assert_eq!(refiner.tick(4_000.0, awaited), []);
    refiner.picture(200.0);
    assert_eq!(refiner.tick(4_000.0, awaited), []);
    assert_eq!(refiner.tick(4_000.0, awaited), [Order::Stop]);
}

#[test]
fn another_build_s_worker_is_no_help() {
    let mut refiner = offered(QualityMode::Automatic);
    refiner.tick(0.0, QUIET);
    assert_eq!(refiner.started("another"), [Order::Stop]);
    assert_eq!(refiner.tick(9e9, QUIET), []);
}
