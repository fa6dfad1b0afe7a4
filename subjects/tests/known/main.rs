//! What every known subject promises: run this after a new folder stands in [`ALL`].

mod shelves;

use std::collections::HashSet;

use facade_subjects::{ALL, Area, IMAGE_SIZE, KnownSubject, Words, among};
use shelves::SHELVES;

/// All that are known, and the one that is known in tests alone.
fn all() -> impl Iterator<Item = &'static KnownSubject> {
    ALL.iter().copied().chain([&SHELVES])
}

fn assert_said(words: Words, what: &str) {
    for said in [words.english, words.chinese] {
        assert!(!said.trim().is_empty(), "{what} lacks words in a language");
        assert!(!said.contains('\n'), "{what}: {said}");
    }
}

#[test]
fn each_is_found_by_its_classes_and_by_no_others() {
    for subject in all() {
        let classes = subject.classes.iter();
        let classes = classes.map(|class| (class.id, class.name, class.color));
        let known: Vec<_> = all().collect();
        let found = among(&known, classes.clone()).expect("it is known");
        assert_eq!(found.name, subject.name);
        assert!(among(&known, classes.clone().skip(1)).is_none());
        let brighter = classes.map(|(id, name, [red, ..])| (id, name, [red, 1, 2]));
        assert!(among(&known, brighter).is_none());
    }
    let names: HashSet<_> = all().map(|subject| subject.name).collect();
    assert_eq!(names.len(), ALL.len() + 1, "two have one name");
}

#[test]
fn classes_can_be_told_apart_and_stand_in_selectors() {
    for subject in all() {
        let (name, classes) = (subject.name, subject.classes);
        assert!((2..=256).contains(&classes.len()), "{name}");
        let ids: HashSet<_> = classes.iter().map(|class| class.id).collect();
        let names: HashSet<_> = classes.iter().map(|class| class.name).collect();
        let colors: HashSet<_> = classes.iter().map(|class| class.color).collect();
        for count in [ids.len(), names.len(), colors.len()] {
            assert_eq!(count, classes.len(), "{name}: two classes are alike");
        }
        for class in names {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let begins = class.starts_with(|c: char| c.is_ascii_lowercase());
            assert!(begins && class.chars().all(is_plain), "{name}: {class}");
        }
    }
}

#[test]
fn every_class_and_sample_has_words_in_both_languages() {
    for subject in all() {
        let name = subject.name;
        assert_eq!(subject.class_words.len(), subject.classes.len(), "{name}");
        for (class, words) in subject.classes.iter().zip(subject.class_words) {
            assert_said(words.label, class.name);
            assert_said(words.tooltip, class.name);
        }
        for sample in subject.samples {
            assert_said(sample.name, sample.id);
        }
        for &(key, words) in subject.page_words {
            assert_said(words, key);
        }
    }
}

/// The page's own words for these speak of facades.
#[test]
fn whatever_is_no_facade_says_so_where_it_makes_drawings_up_and_has_samples() {
    for subject in all().filter(|subject| subject.name != "facades") {
        let mut keys = Vec::new();
        if subject.procedural.is_some() {
            keys.extend(["random", "random.", "random drawn", "step random facade"]);
        }
        if !subject.samples.is_empty() {
            keys.push("sample.");
        }
        for key in keys {
            let is_said = subject.page_words.iter().any(|(said, _)| *said == key);
            assert!(is_said, "{}: page_words lack {key}", subject.name);
        }
    }
}

#[test]
fn whatever_names_classes_names_those_that_there_are() {
    for subject in all() {
        let name = subject.name;
        let has = |id: u8| subject.classes.iter().any(|class| class.id == id);
        for id in [subject.ground, subject.pen, subject.background] {
            assert!(has(id), "{name}: {id}");
        }
        assert_ne!(subject.ground, subject.pen, "{name}");
        for &id in subject.accents.iter().chain(subject.strip) {
            assert!(has(id), "{name}: {id}");
        }
        assert!((1..=5).contains(&subject.strip.len()), "{name}");
        if let Some(sets) = subject.sets {
            assert!(has(sets.whole), "{name}: {}", sets.whole);
        }
        let order: HashSet<_> = subject.painting_order.iter().copied().collect();
        let ids: HashSet<_> = subject.classes.iter().map(|class| class.id).collect();
        assert_eq!(order, ids, "{name}");
        assert_eq!(subject.painting_order.len(), ids.len(), "{name}");
        for colors in [subject.natural_colors, subject.other_colors] {
            assert!(
                colors.is_none_or(|colors| colors.len() == ids.len()),
                "{name}"
            );
        }
    }
}

#[test]
fn made_up_boxes_are_of_its_classes_within_the_drawing_and_a_seed_s_own() {
    let side = IMAGE_SIZE as i32;
    let picture = Area::new(0, 0, side, side);
    let mut checked = 0;
    for subject in all() {
        let Some(make) = subject.procedural else {
            continue;
        };
        let mut different = HashSet::new();
        for seed in (0..100).chain([u64::MAX]) {
            let boxes = make(seed);
            assert_eq!(boxes, make(seed), "{} {seed}", subject.name);
            assert!(!boxes.is_empty(), "{} {seed}", subject.name);
            for (id, area) in &boxes {
                let has = subject.classes.iter().any(|class| class.id == *id);
                assert!(has, "{} {seed}: class {id}", subject.name);
                let is_full = area.width() > 0 && area.height() > 0;
                assert!(
                    is_full && area.is_within(picture),
                    "{} {seed}: {area:?}",
                    subject.name
                );
                checked += 1;
            }
            different.insert(format!("{boxes:?}"));
        }
        assert!(different.len() > 50, "{}: seeds look alike", subject.name);
    }
    println!("{checked} boxes");
}

#[test]
fn samples_are_links_of_their_own() {
    for subject in all() {
        let fragments: HashSet<_> = subject.samples.iter().map(|it| it.fragment).collect();
        let ids: HashSet<_> = subject.samples.iter().map(|it| it.id).collect();
        assert_eq!(fragments.len(), subject.samples.len(), "{}", subject.name);
        assert_eq!(ids.len(), subject.samples.len(), "{}", subject.name);
        for fragment in fragments {
            let plate = fragment.strip_prefix("d=").expect("it begins with d=");
            assert!(plate.len() > 10, "{}: {fragment}", subject.name);
        }
    }
}
