// What this page draws, as the site, this browser's memory and the engines say it: texts of
// `{"feed":"labels","classes":[{"id":0,"name":"road","color":[128,64,128]}]}`, `{"feed":"inks","inks":[[255,255,255]]}` or
// `{"feed":"photographs"}`; nothing for facades. The page asks through `subject` (src/ui/subject.rs).
self.subject = (() => {
  const MEMORY = "facade-studio.subject ";
  let drawn = "";

  /** The same text for all that means the same. */
  const canonical = (text) => {
    const { feed, classes = [], inks = [] } = JSON.parse(text || '{"feed":"facades"}');
    return JSON.stringify([feed, classes.map(({ id, name, color }) => [id, name, ...color]), inks]);
  };

  /** What the model that `?model=` asks for so is thought to be fed. */
  function expected(model) {
    try {
      const kept = localStorage.getItem(MEMORY + model);
      if (kept !== null) {
        return canonical(kept);
      }
    } catch {
      // A store that is refused remembers nothing.
    }
    const said = document.querySelector("meta[name=subject]");
    const site = JSON.parse(said?.content ?? '{"models":{}}');
    return canonical(JSON.stringify(site.models[model || site.default] ?? ""));
  }

  /** Before the page is built: its feed, and ids, names and colours of its classes or the colours of its inks. */
  function begin(model) {
    drawn = expected(model);
    const [feed, classes, inks] = JSON.parse(drawn);
    return {
      feed,
      ids: new Uint8Array(classes.map(([id]) => id)),
      names: classes.map(([, name]) => name),
      colors: new Uint8Array((inks.length ? inks : classes.map((it) => it.slice(2))).flat()),
    };
  }

  const isDrawn = (text) => canonical(text) === drawn;

  /** Loads the page anew with that model, which is fed this. False where this browser would forget it on the way. */
  function beginAnew(model, text) {
    if (expected(model) !== canonical(text)) {
      try {
        localStorage.setItem(MEMORY + model, text);
      } catch {
        return false;
      }
    }
    const address = new URL(location);
    // A drawing in the link is of what was drawn before.
    address.hash = "";
    address.searchParams.delete("model");
    if (model) {
      address.searchParams.set("model", model);
    }
    history.replaceState(null, "", address.href.replaceAll("%3A", ":"));
    location.reload();
    return true;
  }

  /** Leaves the parts whose names have this in them, and their colours. */
  function seek(text) {
    const wanted = text.trim().toLowerCase();
    const [chips, paints] = ["palette", "paints"].map((id) => [...document.getElementById(id).children]);
    chips.forEach((chip, at) => {
      for (const part of [chip, paints[at]]) {
        part?.toggleAttribute("hidden", !chip.textContent.toLowerCase().includes(wanted));
      }
    });
  }

  return { begin, isDrawn, beginAnew, seek };
})();
