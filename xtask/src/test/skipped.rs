//! What test programs say of tests that they did not run.

/// How many skipped tests a line of a test program tells of: of those that are always (`#[ignore]`), of one that found
/// out while it ran and says `skipped:`, and of Node's sum.
pub fn skipped_by(line: &str) -> usize {
    if line.starts_with("skipped: ") {
        return 1;
    }
    let ignored = line.strip_prefix("test result: ").and_then(|result| {
        result
            .split("; ")
            .find_map(|part| part.strip_suffix(" ignored"))
    });
    let of_node = line
        .strip_prefix("ℹ skipped ")
        .or_else(|| line.strip_prefix("# skipped "));
    let count = ignored.or(of_node);
    count
        .and_then(|count| count.trim().parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::skipped_by;

    #[test]
    fn lines_that_tell_of_skipped_tests_are_counted() {
        for (line, count) in [
            (
                "test result: ok. 4 passed; 0 failed; 12 ignored; 0 measured; 3 filtered out; finished in 0.1s",
                12,
            ),
            (
                "test result: FAILED. 4 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
                0,
            ),
            ("skipped: this processor multiplies no bfloat16", 1),
            ("ℹ skipped 2", 2),
            ("test a_page_says_skipped: ... ok", 0),
        ] {
            assert_eq!(skipped_by(line), count, "{line}");
        }
    }
}
