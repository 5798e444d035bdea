/** Runs in the page, from before its own scripts: tests/support/heard.ts brings it there. */
import { virtual } from '@guidepup/virtual-screen-reader';

declare global {
  var screenReader: typeof reader;
}

const reader = {
  /** What it has said since it was asked last. */
  async said(): Promise<string[]> {
    const said = await virtual.spokenPhraseLog();
    await virtual.clearSpokenPhraseLog();
    return said;
  },

  /** Reads on from where it is. */
  async readToTheEnd() {
    while ((await virtual.lastSpokenPhrase()) !== 'end of document') await virtual.next();
  },
};
globalThis.screenReader = reader;

/**
 * What has left the page by the time the reader comes to it counts as a change of the page itself, as no screen reader would
 * find it. At a text without an element the library throws, and says nothing of all else that changed at the same time.
 */
class OfThePage extends MutationObserver {
  constructor(changed: MutationCallback) {
    super((changes, observer) => {
      for (const change of changes) {
        const { target } = change;
        Object.defineProperty(change, 'target', { get: () => (target.isConnected ? target : document.body) });
      }
      changed(changes, observer);
    });
  }
}

// The page is there, and none of its scripts has run: where they set the focus first is heard too.
document.addEventListener('readystatechange', () => {
  if (document.readyState === 'interactive') {
    virtual.start({ container: document.body, window: { document, MutationObserver: OfThePage } });
  }
});
