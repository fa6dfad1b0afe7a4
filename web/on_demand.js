// What comes when it is first asked for: the scripts for photos, and for models of the visitor's own.

self.photos = { underlay: () => import("./underlay.js") };

// Photos that no kept drawing lies over any more go at a later visit.
addEventListener("load", () =>
  setTimeout(async () => {
    const bases = await indexedDB.databases?.();
    if (bases?.some(({ name }) => name === "facade-studio.photos")) {
      (await import("./kept_photos.js")).sweep();
    }
  }, 10_000));

/** As src/ui/models/own.rs has them. */
self.ownModels = (() => {
  const ask = (name) => async (...given) => {
    const script = await import("./own_models.js").catch(() => {
      throw { key: "unreachable", words: "own_models.js" };
    });
    return script[name](...given);
  };

  /** The address of a list of this one model, for an engine; good until it is released. */
  function list(model) {
    const { name, blob, bytes, sha256 } = model;
    const file = URL.createObjectURL(blob);
    const text = JSON.stringify({ default: name, models: [{ name, file, bytes, sha256 }] });
    const address = URL.createObjectURL(new Blob([text]));
    model.urls = [file, address];
    return address;
  }

  const release = ({ urls = [] }) => urls.forEach((url) => URL.revokeObjectURL(url));

  const asked = ["read", "kept", "keep", "forget", "all"].map((name) => [name, ask(name)]);
  return { ...Object.fromEntries(asked), list, release };
})();
