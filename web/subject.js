// What this page draws, as the site, this browser's memory and the engines say it: the texts of protocol/src/subject.rs, and
// nothing for facades. The page asks through `subject` (src/ui/subject.rs); all that facades do without is
// `other_subjects.js`.
self.subject = (() => {
  const MEMORY = "facade-studio.subject ";
  const FACADES = '["facades",[],[]]';
  let drawn;

  /** The same text for all that means the same. */
  function canonical(text) {
    const { feed = "facades", classes = [], inks = [] } = JSON.parse(text || "{}");
    return JSON.stringify([feed, classes.map(({ id, name, color }) => [id, name, ...color]), inks]);
  }

  /** What the model that `?model=` asks for so is thought to be fed. */
  function expected(model) {
    let kept = null;
    try {
      kept = localStorage.getItem(MEMORY + model);
    } catch {
      // A store that is refused remembers nothing.
    }
    const said = document.querySelector("meta[name=subject]");
    const site = JSON.parse(said?.content ?? '{"models":{}}');
    return canonical(kept ?? JSON.stringify(site.models[model || site.default] ?? {}));
  }

  /** Nothing else is drawn but facades. */
  function forget(error) {
    drawn = FACADES;
    throw error;
  }

  const others = () => import("./other_subjects.js");

  return {
    /** Before the page is built: nothing where it draws facades, else the promise of what it draws. */
    begin(model) {
      drawn = expected(model);
      return drawn === FACADES ? undefined : others().then(({ made }) => made(JSON.parse(drawn))).catch(forget);
    },

    isDrawn: (text) => canonical(text) === drawn,

    /** Loads the page anew with that model, which is fed this. Rejected where this browser would forget it on the way. */
    beginAnew: async (model, text) => (await others()).reload(model, expected(model) !== canonical(text) && [MEMORY + model, text]),
  };
})();
