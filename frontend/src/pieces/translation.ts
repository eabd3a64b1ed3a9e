/**
 * Keep the page current while a browser translates it. Translators put a `font` in the place of each text node, or
 * around it, so that later updates go to a node that is not shown. This puts the node back, empty, beside its
 * translation. When the node is updated or removed, the translation is removed, and the new text is shown until it is
 * translated as well. This lasts as long as the page.
 */
export function surviveTranslation() {
  const translations = new Map<Node, Element>();
  const drop = (text: Node) => {
    translations.get(text)?.remove();
    translations.delete(text);
  };
  const observer = new MutationObserver((records) => {
    for (const { type, target } of records) if (type === "characterData") drop(target);
    for (const { target, addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      const font = [...addedNodes, previousSibling, nextSibling].find(isFont);
      for (const text of removedNodes) {
        if (!(text instanceof Text) || !text.data || !font?.isConnected) continue;
        if ((target as Element).closest("font")) continue;
        // The `font` may hold this very node, translated; it keeps a copy.
        if (font.contains(text)) text.replaceWith(text.cloneNode());
        text.data = "";
        font.after(text);
        translations.set(text, font);
      }
    }
    for (const text of translations.keys()) if (!text.isConnected) drop(text);
    observer.takeRecords();
  });
  observer.observe(document.body, { childList: true, characterData: true, subtree: true });
}

const isFont = (node: Node | null): node is Element => node?.nodeName === "FONT";
