//! The page's binary: everything is in [`facade::ui`].

fn main() {
    console_error_panic_hook::set_once();
    facade::ui::start();
}
