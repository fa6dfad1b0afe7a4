//! The dialog of drawn samples: it is filled when it is first opened, and again after its colours or the language have
//! changed.

use web_sys::{Element, Event, HtmlDialogElement};

use super::thumbnail;
use crate::ui::app::App;
use crate::ui::dom;
use crate::ui::language;
use crate::ui::page::Page;
use crate::ui::texts::files;
use facade_editor::subject;
use facade_exchange::samples;
use facade_subjects::Sample;

/// Ties the dialog to the page.
pub(super) fn listen(page: &Page) {
    let dialog: HtmlDialogElement = dom::by_id("samples");
    page.on(&dialog, "click", |app, event: &Event| {
        app.sample_clicked(event)
    });
}

/// The list is made anew when the dialog is opened next.
pub fn forget_samples() {
    dom::by_id::<Element>("sample-list").set_text_content(None);
}

impl App {
    /// Shows the samples.
    pub(in crate::ui) fn show_samples(&mut self) {
        // Later: moving the focus into the dialog is an event of the page itself.
        wasm_bindgen_futures::spawn_local(async {
            let dialog: HtmlDialogElement = dom::by_id("samples");
            let list: Element = dom::by_id("sample-list");
            if list.child_element_count() == 0 {
                for sample in subject::current().samples() {
                    dom::append(&list, &button(sample));
                }
            }
            if !dialog.open() {
                let _ = dialog.show_modal();
            }
        });
    }

    fn sample_clicked(&mut self, event: &Event) {
        let name = dom::origin(event, "data-sample").map(|(_, name)| name);
        let mut samples = subject::current().samples().iter();
        if let Some(sample) = samples.find(|sample| Some(sample.id) == name.as_deref()) {
            self.keep_drawing();
            let shapes = samples::document(sample).into_shapes();
            let opened = self.editor.open_document(shapes, "sample");
            self.notice = opened.err().map(files::beyond_limits);
            self.status.announce(&files::SAMPLE_DRAWN);
        } else if !dom::is_closing(event, "samples") {
            return;
        }
        dom::close("samples");
    }
}

/// A thumbnail with its name.
fn button(sample: &Sample) -> Element {
    let button = dom::button("sample", "data-sample", sample.id);
    let canvas = thumbnail::canvas();
    thumbnail::paint(&canvas, &samples::document(sample));
    let name = language::worded("span", &sample.name.into());
    for part in [canvas.as_ref(), &name] {
        dom::append(&button, part);
    }
    button
}
