//! What buttons, keys and menus ask for: one place says which part of the page carries out which
//! action.

use super::app::App;
use super::texts::{others, sentences};
use super::{drawing_colors, files, kiosk, language, palette};
use facade_editor::action::{Action, Command};
use facade_editor::procedural_shapes;

impl App {
    pub(super) fn command(&mut self, command: Command) {
        match command {
            command if kiosk::forbids(command) || super::subject::lacks(command) => {}
            Command::ChooseTool(tool) => self.editor.set_tool(tool),
            Command::ChooseClass(class) => {
                self.editor.choose_class(class);
                self.hint.part_chosen();
            }
            Command::Act(action) if self.act_on_selection(action) => {}
            Command::Act(action) => self.perform(action),
        }
    }

    fn perform(&mut self, action: Action) {
        match action {
            Action::Undo => {
                let what = self.editor.undo_what().unwrap_or_default();
                if self.editor.undo() {
                    self.status.announce(&sentences::undone(what));
                }
            }
            Action::Redo => {
                let what = self.editor.redo_what().unwrap_or_default();
                if self.editor.redo() {
                    self.status.announce(&sentences::redone(what));
                }
            }
            Action::Clear => {
                self.keep_drawing();
                if self.editor.clear() {
                    self.status
                        .announce(&others::or("cleared", sentences::CLEARED));
                }
            }
            Action::Random => {
                self.keep_drawing();
                let seed = (js_sys::Math::random() * 2_f64.powi(53)) as u64;
                let Some(made) = procedural_shapes::document(seed) else {
                    return;
                };
                let paint = self.thrown(seed).or_else(|| self.editor.paint());
                if self.editor.open(made.with_paint(paint), "random facade") {
                    self.status
                        .announce(&others::or("random drawn", sentences::RANDOM_DRAWN));
                }
            }
            Action::Sample => self.show_samples(),
            Action::Recent => self.show_recent(),
            Action::Open => self.choose_file(),
            Action::Save => self.save_picture(),
            Action::SaveLabels => self.save_labels(),
            Action::SavePair => self.save_pair(),
            Action::SaveDocument => self.save_document(),
            Action::SaveSvg => self.save_svg(),
            Action::SaveLarge(side_px) => self.save_large(side_px),
            Action::SaveCard => self.save_card(),
            Action::SaveFilm => self.make_film(),
            Action::Print => self.print(),
            Action::Copy => self.copy_picture(),
            Action::Share => self.share(false),
            Action::HandOn => self.share(true),
            Action::Street => self.show_street(),
            Action::Delete
            | Action::Duplicate
            | Action::Repeat
            | Action::Mirror
            | Action::Reorder(_)
            | Action::SelectAll
            | Action::CopyShapes
            | Action::Cut
            | Action::Paste
            | Action::Group
            | Action::Ungroup
            | Action::Align(_)
            | Action::Distribute(_)
            | Action::Corners => {}
            Action::ZoomOut => self.zoom_out(),
            Action::ZoomFit => self.zoom_fit(),
            Action::ZoomIn => self.zoom_in(),
            Action::Vary => self.vary(self.engines.has_variations()),
            Action::UsualVersion => self.usual_version(self.engines.has_variations()),
            Action::Quality => self.switch_hold(),
            Action::Models => self.show_models(),
            Action::Compare => self.toggle_compare(),
            Action::Overlay => self.toggle_overlay(),
            Action::Critic => self.toggle_critic(self.engines.has_critic()),
            Action::FullScreen => self.full_screen.toggle(),
            Action::Present => self.full_screen.toggle_both(),
            Action::Help => self.help.open(),
            Action::Dice => self.throw_dice(),
            Action::Palettes => self.show_palettes(),
            Action::Photo => self.show_photo(),
            Action::ColoursFromPhoto => self.choose_photo(),
            Action::UsualColours => self.usual_colours(),
            Action::Language => {
                language::switch();
                files::forget_samples();
                self.appearance.show();
                drawing_colors::show();
                self.status.announce(&sentences::LANGUAGE_SWITCHED);
            }
            Action::DrawingColours => {
                drawing_colors::switch();
                palette::recolor();
                self.show_drawing();
                files::forget_samples();
                self.status
                    .announce(&sentences::colours_switched(&drawing_colors::name()));
            }
            Action::Theme => {
                let name = self.appearance.switch();
                self.status.announce(&sentences::appearance_switched(&name));
            }
        }
    }
}
