//! The few things that every part asks of the document.
//!
//! Elements are looked up by id and must exist: index.html and this program ship together.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, EventTarget, HtmlCanvasElement, Url, UrlSearchParams, Window};

/// The page's window.
pub fn window() -> Window {
    web_sys::window().expect("the page has a window")
}

/// The page's document.
pub fn document() -> Document {
    window().document().expect("the window has a document")
}

/// The document's root element.
pub fn root() -> Element {
    let root = document().document_element();
    root.expect("the document has a root")
}

/// Calls a method that older browsers lack, such as `showPopover`, without arguments; it may refuse.
pub fn ask(element: &Element, method: &str) {
    let found = Reflect::get(element, &JsValue::from_str(method));
    if let Ok(Ok(method)) = found.map(JsCast::dyn_into::<Function>) {
        let _ = method.call0(element);
    }
}

/// The element with this id.
///
/// # Panics
/// If index.html has none, or one of another kind.
pub fn by_id<T: JsCast>(id: &str) -> T {
    document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into().ok())
        .unwrap_or_else(|| panic!("index.html lacks a fitting #{id}"))
}

/// All elements that match `selector`, in document order.
pub fn all(selector: &str) -> Vec<Element> {
    let Ok(list) = document().query_selector_all(selector) else {
        panic!("{selector} is no selector");
    };
    (0..list.length())
        .filter_map(|index| list.item(index)?.dyn_into().ok())
        .collect()
}

/// A new element, in no document yet; `classes` as in its `class`.
pub fn create(tag: &str, classes: &str) -> Element {
    let element = document().create_element(tag).expect("the tag is valid");
    if !classes.is_empty() {
        element.set_class_name(classes);
    }
    element
}

/// A new canvas of this size in pixels, in no document yet.
pub fn canvas(width: u32, height: u32) -> HtmlCanvasElement {
    let canvas: HtmlCanvasElement = create("canvas", "").unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    canvas
}

/// Calls `handler` for every event of this kind, for as long as the page lives.
pub fn listen<E>(target: &EventTarget, kind: &str, handler: impl FnMut(E) + 'static)
where
    E: FromWasmAbi + 'static,
{
    let closure = Closure::<dyn FnMut(E)>::new(handler);
    target
        .add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref())
        .expect("a listener can be added");
    closure.forget();
}

/// The page's address with what this key asks for put into it, or taken out.
pub fn address_asking(key: &str, value: Option<&str>) -> Option<String> {
    let address = Url::new(&window().location().href().ok()?).ok()?;
    match value {
        Some(value) => address.search_params().set(key, value),
        None => address.search_params().delete(key),
    }
    // A colon says more than its number, and addresses allow it.
    Some(address.href().replace("%3A", ":"))
}

/// Gives the page that address, without a step in the browser's own history.
pub fn ask_in_address(key: &str, value: Option<&str>) {
    let search = window().location().search().unwrap_or_default();
    let asked = UrlSearchParams::new_with_str(&search).ok();
    if asked.and_then(|asked| asked.get(key)).as_deref() == value {
        return;
    }
    if let (Some(address), Ok(history)) = (address_asking(key, value), window().history()) {
        // Refused where pages may not change their address; then it goes on asking.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Lets the browser do something else for so many milliseconds, or at least once.
pub async fn pause(ms: i32) {
    let pause = Promise::new(&mut |resolve, _| {
        window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)
            .expect("a timeout can be set");
    });
    let _: Result<JsValue, JsValue> = JsFuture::from(pause).await;
}

/// Whether some text of the page is selected.
pub fn selects_text() -> bool {
    let selection = js_sys::Reflect::get(&window(), &"getSelection".into())
        .ok()
        .and_then(|ask| ask.dyn_into::<js_sys::Function>().ok())
        .and_then(|ask| ask.call0(&window()).ok())
        .unwrap_or_default();
    let is_collapsed = js_sys::Reflect::get(&selection, &"isCollapsed".into());
    is_collapsed.is_ok_and(|is_collapsed| is_collapsed == JsValue::FALSE)
}

/// Sets an attribute.
pub fn set_attribute(element: &Element, name: &str, value: &str) {
    element
        .set_attribute(name, value)
        .expect("the attribute's name is valid");
}

/// What a JavaScript exception says.
pub fn exception_text(exception: &JsValue) -> String {
    exception
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| format!("{exception:?}"), |error| error.message().into())
}
