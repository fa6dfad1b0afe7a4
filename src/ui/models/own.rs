//! The visitor's own models, as `web/own_models.js` has them: that script reads, checks and keeps, this is its Rust side.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// A model of a visitor's own, or one of the list that [`all`] gives.
    pub type Model;
    #[wasm_bindgen(method, getter)]
    pub fn name(this: &Model) -> String;
    /// What its file is called.
    #[wasm_bindgen(method, getter)]
    pub fn file(this: &Model) -> String;
    /// Length of the file; a number, as JavaScript has it.
    #[wasm_bindgen(method, getter)]
    pub fn bytes(this: &Model) -> f64;
    /// In a list: `default` or `listed` for the site's, `own`.
    #[wasm_bindgen(method, getter)]
    pub fn role(this: &Model) -> String;
    /// Of own models: the generator's width, whether it takes paint, and by how many pairs and epochs it was trained; 0
    /// where nobody says.
    #[wasm_bindgen(method, getter)]
    pub fn ngf(this: &Model) -> f64;
    #[wasm_bindgen(method, getter)]
    pub fn painted(this: &Model) -> bool;
    #[wasm_bindgen(method, getter)]
    pub fn pairs(this: &Model) -> f64;
    #[wasm_bindgen(method, getter)]
    pub fn epochs(this: &Model) -> f64;
    /// What [`list`] has given addresses to.
    #[wasm_bindgen(method, getter)]
    pub fn urls(this: &Model) -> Vec<String>;

    /// Why there is no model.
    pub type Refusal;
    /// What is wrong, in a word; none where it was an exception that nobody foresaw.
    #[wasm_bindgen(method, getter)]
    pub fn key(this: &Refusal) -> Option<String>;
    /// The file, host or name that it is about.
    #[wasm_bindgen(method, getter)]
    pub fn words(this: &Refusal) -> Option<String>;

    /// The [`Model`] in a file or at an address, or a [`Refusal`].
    #[wasm_bindgen(js_namespace = ownModels)]
    pub fn read(source: &JsValue) -> Promise;
    /// The kept [`Model`] of this name, or a [`Refusal`].
    #[wasm_bindgen(js_namespace = ownModels)]
    pub fn kept(name: &str) -> Promise;
    /// The address of a list of this one model, until it is released.
    #[wasm_bindgen(js_namespace = ownModels)]
    pub fn list(model: &Model) -> String;
    #[wasm_bindgen(js_namespace = ownModels)]
    pub fn release(model: &Model);
    /// Resolves once the model is kept for later visits.
    #[wasm_bindgen(js_namespace = ownModels)]
    pub fn keep(model: &Model) -> Promise;
    /// Resolves once it is not kept any more.
    #[wasm_bindgen(js_namespace = ownModels)]
    pub fn forget(name: &str) -> Promise;
    /// An array of [`Model`]: the site's, then those that are kept.
    #[wasm_bindgen(js_namespace = ownModels)]
    pub fn all() -> Promise;
}

/// A model that an engine may load as long as this lives.
pub struct Own(Model);

impl Own {
    pub fn new(model: Model) -> Self {
        Self(model)
    }

    pub fn model(&self) -> &Model {
        &self.0
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        release(&self.0);
    }
}
