//! The few things that every part asks of the document.
//!
//! Elements are looked up by id and must exist: index.html and this program ship together.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, Event, EventTarget, HtmlCanvasElement, HtmlDialogElement, HtmlElement, Url,
    Window,
};

/// The page's window.
pub fn window() -> Window {
    web_sys::window().expect("the page has a window")
}

/// The page's document.
pub fn document() -> Document {
    window().document().expect("the window has a document")
}

/// The page's address.
pub fn address() -> Url {
    let address = window().location().href().unwrap_or_default();
    Url::new(&address).expect("a page's address is one")
}

/// Puts another address in the place of the page's, without a step in the browser's own history.
pub fn put_address(address: &str) {
    if let Ok(history) = window().history() {
        // Refused where pages may not change it, or to those that do it hundreds of times a minute.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// The document's root element.
pub fn root() -> Element {
    let root = document().document_element();
    root.expect("the document has a root")
}

/// Gives the drawing the focus. That is an event of its own, so it waits until the present one is over.
pub fn focus_drawing() {
    wasm_bindgen_futures::spawn_local(async {
        let _ = by_id::<HtmlElement>("drawing").focus();
    });
}

/// Calls a method that older browsers lack, such as `showPopover`, without arguments, and returns what it returns; it
/// may refuse.
pub fn ask(element: &Element, method: &str) -> Option<JsValue> {
    let found = Reflect::get(element, &JsValue::from_str(method)).ok()?;
    found.dyn_into::<Function>().ok()?.call0(element).ok()
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

/// A new button, in no document yet, which says by this attribute what it is for.
pub fn button(class: &str, attribute: &str, value: &str) -> Element {
    let button = create("button", class);
    set_attribute(&button, "type", "button");
    set_attribute(&button, attribute, value);
    button
}

/// Puts an element at the end of another.
pub fn append(parent: &Element, child: &Element) {
    parent.append_child(child).expect("elements take elements");
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
pub fn address_asking(key: &str, value: Option<&str>) -> String {
    let address = address();
    match value {
        Some(value) => address.search_params().set(key, value),
        None => address.search_params().delete(key),
    }
    // A colon says more than its number, and addresses allow it.
    address.href().replace("%3A", ":")
}

/// Gives the page that address, without a step in the browser's own history.
pub fn ask_in_address(key: &str, value: Option<&str>) {
    if address().search_params().get(key).as_deref() != value {
        put_address(&address_asking(key, value));
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

/// The element of this attribute that an event came from, and the attribute's value.
pub fn origin(event: &Event, attribute: &str) -> Option<(HtmlElement, String)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let found = target.closest(&["[", attribute, "]"].concat()).ok()??;
    let value = found.get_attribute(attribute)?;
    Some((found.unchecked_into(), value))
}

/// Whether a click in the dialog of this id closes it: one on its button for that, or beside the dialog.
pub fn is_closing(event: &Event, id: &str) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.id() == id) || origin(event, "data-close").is_some()
}

/// Closes the dialog of this id, once the event that asks for it is over: the focus moves with it, which is one of its
/// own.
pub fn close(id: &'static str) {
    wasm_bindgen_futures::spawn_local(async move { by_id::<HtmlDialogElement>(id).close() });
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
