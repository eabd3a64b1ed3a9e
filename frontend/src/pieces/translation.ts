/**
 * Lets a browser translate this page without breaking it. Translators put a `font` in the place of each text node,
 * or around it, and the text that is written later goes to a node that nobody sees. Here the node comes back, empty,
 * beside the translation; when it is written to, or taken away, the translation goes, and what is new stands there
 * until it is translated as well. It lasts as long as the page.
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
        // The same node may stand inside, translated.
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
