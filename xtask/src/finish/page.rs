//! The three things in which a finished page differs from one in development: no inline script, a
//! policy that forbids it, and the site's version.
//!
//! Trunk writes the page's loader, and in development its reloader, as inline scripts, so the policy
//! in index.html must allow them; visitors get it without that.

use anyhow::{Result, bail};

const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
const VERSION: &str = "name=\"site-version\" content=\"";
/// What only development needs.
const INLINE: &str = " 'unsafe-inline'";

/// The page with its inline module script in a file, whose name `name_of` chooses, and that script's
/// text; `None` where there is no inline script.
pub fn without_inline_script(
    html: &str,
    name_of: impl Fn(&str) -> String,
) -> Result<Option<(String, String)>> {
    let mut inline = inline_scripts(html);
    let Some(found) = inline.next() else {
        return Ok(None);
    };
    if inline.next().is_some() {
        bail!("the page has more than one inline script: only Trunk's loader is expected");
    }
    if !found.tag.contains("type=\"module\"") {
        bail!("the page's inline script is no module: {}>", found.tag);
    }
    let script = format!("{}\n", found.text.trim());
    let html = format!(
        "{}{} src=\"./{}\">{}",
        &html[..found.start],
        found.tag,
        name_of(&script),
        &html[found.end..]
    );
    Ok(Some((html, script)))
}

/// The page with a policy that allows no inline script and no inline style.
pub fn under_strict_policy(html: &str) -> Result<String> {
    let policy = attribute(html, POLICY)?;
    let strict = policy.replace(INLINE, "");
    if !strict.contains("default-src 'none'") || strict.contains("'unsafe-inline'") {
        bail!("the page's policy is not strict: {strict}");
    }
    for forbidden in ["<style", " style=\""] {
        if html.contains(forbidden) {
            bail!("the page contains `{forbidden}`, which its policy forbids");
        }
    }
    Ok(html.replacen(policy, &strict, 1))
}

/// The page of this version.
pub fn with_version(html: &str, version: &str) -> Result<String> {
    let old = attribute(html, VERSION)?;
    Ok(html.replacen(
        &format!("{VERSION}{old}\""),
        &format!("{VERSION}{version}\""),
        1,
    ))
}

struct Inline<'html> {
    /// `<script …`, without the closing `>`.
    tag: &'html str,
    text: &'html str,
    start: usize,
    /// Where `</script>` begins.
    end: usize,
}

fn inline_scripts(html: &str) -> impl Iterator<Item = Inline<'_>> {
    html.match_indices("<script").filter_map(|(start, _)| {
        let tag_length = html[start..].find('>')?;
        let tag = &html[start..start + tag_length];
        let text_start = start + tag_length + 1;
        let end = text_start + html[text_start..].find("</script>")?;
        (!tag.contains(" src=")).then_some(Inline {
            tag,
            text: &html[text_start..end],
            start,
            end,
        })
    })
}

/// What stands between `opening` and the next quotation mark.
fn attribute<'html>(html: &'html str, opening: &str) -> Result<&'html str> {
    let Some((_, rest)) = html.split_once(opening) else {
        bail!("the page has no <meta {opening}…\">");
    };
    let Some((value, _)) = rest.split_once('"') else {
        bail!("the page's <meta {opening}…\"> does not end");
    };
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inline_script_moves_into_a_file_and_other_scripts_stay() {
        let html = "<script src=\"a.js\"></script><script type=\"module\">\nb();\n</script>.";
        let (html, script) = without_inline_script(html, |_| "b.js".to_owned())
            .unwrap()
            .unwrap();
        assert_eq!(script, "b();\n");
        assert_eq!(
            html,
            "<script src=\"a.js\"></script><script type=\"module\" src=\"./b.js\"></script>."
        );
        let again = without_inline_script(&html, |_| "c.js".to_owned()).unwrap();
        assert!(again.is_none());
    }

    #[test]
    fn a_second_inline_script_and_one_that_is_no_module_are_refused() {
        let twice = "<script type=\"module\">a</script><script type=\"module\">b</script>";
        assert!(without_inline_script(twice, str::to_owned).is_err());
        assert!(without_inline_script("<script>a</script>", str::to_owned).is_err());
    }

    #[test]
    fn the_strict_policy_is_that_of_development_without_inline_scripts() {
        let html = |policy: &str| format!("<meta {POLICY}{policy}\">");
        let development = html("default-src 'none'; script-src 'self' 'unsafe-inline'");
        let strict = html("default-src 'none'; script-src 'self'");
        assert_eq!(under_strict_policy(&development).unwrap(), strict);
        assert_eq!(under_strict_policy(&strict).unwrap(), strict);
    }

    #[test]
    fn a_page_that_its_own_policy_would_break_is_refused() {
        let policy = format!("<meta {POLICY}default-src 'none'\">");
        assert!(under_strict_policy("<p>").is_err());
        assert!(under_strict_policy(&format!("<meta {POLICY}img-src *\">")).is_err());
        assert!(under_strict_policy(&format!("{policy}<p style=\"color: red\">")).is_err());
    }
}
