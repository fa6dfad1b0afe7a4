use super::*;
use crate::run::config::task_options::InputChoice;

#[test]
fn without_options_a_run_is_the_published_one() {
    let config = RunOptions::default().start().unwrap();
    assert_eq!(config, Preset::Paper.config());
    assert_eq!(config.learning_rate(199), 2e-4);
}

#[test]
fn options_go_before_the_preset() {
    let options = RunOptions {
        preset: Some(Preset::Mindspore),
        batch: Some(4),
        ..RunOptions::default()
    };
    let config = options.start().unwrap();
    assert_eq!(config.optimisation.batch, 4);
    assert_eq!(config.objective.adversarial_weight, 0.5);
    assert_eq!(config.optimisation.schedule, Schedule::Linear { from: 100 });
}

#[test]
fn a_run_that_goes_on_may_change_its_course_and_nothing_else() {
    let run = Preset::Quick.config();
    let longer = RunOptions {
        epochs: Some(60),
        learning_rate: Some(1e-4),
        ..RunOptions::default()
    };
    let resumed = longer.resume(&run).unwrap();
    assert_eq!(resumed.optimisation.epochs, 60);
    assert_eq!(resumed.generator, run.generator);

    let contradictions = [
        RunOptions {
            ngf: Some(32),
            ..RunOptions::default()
        },
        RunOptions {
            adversarial: Some(AdversarialLoss::Hinge),
            ..RunOptions::default()
        },
        RunOptions {
            task: TaskOptions {
                input: Some(InputChoice::Rgb),
                ..TaskOptions::default()
            },
            ..RunOptions::default()
        },
        RunOptions {
            preset: Some(Preset::Paper),
            ..RunOptions::default()
        },
    ];
    for (options, flag) in contradictions
        .iter()
        .zip(["--ngf", "--adversarial", "--input", "--ngf"])
    {
        let error = options.resume(&run).unwrap_err().to_string();
        assert!(error.starts_with(flag), "{error}");
    }
}

#[test]
fn the_command_that_started_a_run_also_resumes_it() {
    let command = RunOptions {
        preset: Some(Preset::Quick),
        epochs: Some(10),
        ngf: Some(8),
        ..RunOptions::default()
    };
    let run = command.start().unwrap();
    let schedule = Schedule::Linear { from: 5 };
    assert_eq!(run.optimisation.schedule, schedule);
    assert_eq!(command.resume(&run).unwrap(), run);
}

#[test]
fn values_that_make_no_run_are_refused_with_what_they_may_be() {
    let refusals = [
        (
            RunOptions {
                dropout: Some(1.0),
                ..RunOptions::default()
            },
            "0..1",
        ),
        (
            RunOptions {
                depth: Some(9),
                ..RunOptions::default()
            },
            "5..=8",
        ),
        (
            RunOptions {
                batch: Some(0),
                ..RunOptions::default()
            },
            "1..=1024",
        ),
        (
            RunOptions {
                l1_weight: Some(f64::NAN),
                ..RunOptions::default()
            },
            "0 or more",
        ),
    ];
    for (options, alternative) in refusals {
        let error = options.start().unwrap_err().to_string();
        assert!(error.contains(alternative), "{error}");
    }
}
