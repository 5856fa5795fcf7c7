// How a message is shown. Texts come as plain text with entities that the server parsed: nodes are built from them,
// and nothing that somebody wrote is ever read as HTML.

import { address } from "./server.js";

const PLAIN = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

export const element = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

const safeAddress = (url) => (/^(https?|mailto|tel|tg):/i.test(url) ? url : null);

export const anchor = (url) => {
  const href = safeAddress(url);
  return href
    ? element("a", { href, target: "_blank", rel: "noopener noreferrer" })
    : element("span");
};

const fold = () => {
  const quote = element("blockquote", { className: "folded" });
  const button = element("button", { type: "button", className: "unfold", textContent: "Tout afficher" });
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    button.textContent = folded ? "Tout afficher" : "Réduire";
    button.setAttribute("aria-expanded", String(!folded));
  });
  return { node: element("div", {}, quote, button), inside: quote };
};

const spoiler = () => {
  const node = element("button", { type: "button", className: "spoiler", title: "Texte masqué" });
  node.setAttribute("aria-expanded", "false");
  node.addEventListener("click", () => node.setAttribute("aria-expanded", "true"));
  return node;
};

/** The node that an entity stands for, and where its text goes. */
const shell = (entity, covered, chat) => {
  const simple = (node) => ({ node, inside: node });
  switch (entity.type) {
    case "text_link": return simple(anchor(entity.url));
    case "url": return simple(anchor(/^[a-z]+:\/\//i.test(covered) ? covered : `https://${covered}`));
    case "email": return simple(anchor(`mailto:${covered}`));
    case "spoiler": return simple(spoiler());
    case "blockquote": return simple(element("blockquote"));
    case "expandable_blockquote": return fold();
    case "bot_command": {
      const node = element("button", { type: "button", className: "command" });
      node.addEventListener("click", () => chat.say(covered));
      return simple(node);
    }
    default: return simple(element(PLAIN[entity.type] ?? "span"));
  }
};

/** Fill a node with the text between two offsets; entities, in order, are used up on the way. */
const fill = (parent, text, entities, from, to, chat) => {
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const first = Math.max(entity.offset, at);
    const last = Math.min(entity.offset + entity.length, to);
    if (last <= first) continue;
    parent.append(text.slice(at, first));
    const { node, inside } = shell(entity, text.slice(first, last), chat);
    fill(inside, text, entities, first, last, chat);
    parent.append(node);
    at = last;
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1; // a block ends its own line
  }
  parent.append(text.slice(at, to));
};

export const rich = (text, entities, chat) => {
  const node = element("div", { className: "text" });
  fill(node, text, [...(entities ?? [])], 0, text.length, chat);
  return node;
};

const size = (bytes) => {
  if (bytes < 1000) return `${bytes} octets`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} Ko` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} Mo`;
};

const degrees = (value) => value.toFixed(3).replace(".", ",");

const picture = (message) => {
  const file = address(message.photo.at(-1).file_id);
  const shown = element("img", { src: file, alt: `Photo de ${message.from.first_name}`, loading: "lazy" });
  return element("a", { className: "picture", href: file, download: "" }, shown);
};

export const attachment = (message) => {
  const line = (...what) => element("p", { className: "attachment" }, ...what);
  if (message.document) {
    const { file_id, file_name, file_size } = message.document;
    return line("Fichier", element("a", { href: address(file_id), download: file_name, textContent: file_name }), ` (${size(file_size)})`);
  }
  if (message.photo) return picture(message);
  if (message.sticker) return line(`Autocollant ${message.sticker.emoji}`);
  if (message.voice) return line(`Message vocal, ${message.voice.duration} s`);
  if (message.location) return line(`Position : ${degrees(message.location.latitude)}, ${degrees(message.location.longitude)}`);
  if (message.contact) return line(`Contact : ${message.contact.first_name}, ${message.contact.phone_number}`);
  return null;
};

export const service = (message) => {
  const names = (people) => people.map((one) => one.first_name).join(", ");
  if (message.new_chat_members) return `${names(message.new_chat_members)} rejoint le groupe`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} quitte le groupe`;
  if (message.migrate_to_chat_id) return `Le groupe devient un supergroupe (${message.migrate_to_chat_id})`;
  if (message.forum_topic_created) return `Nouveau sujet : ${message.forum_topic_created.name}`;
  if (message.forum_topic_closed) return "Le sujet est fermé";
  if (message.forum_topic_reopened) return "Le sujet est rouvert";
  if (message.migrate_from_chat_id) return "Le groupe est devenu un supergroupe";
  return "";
};

/** A message in one line. */
export const summary = (message) => {
  const said = message.text ?? message.caption ?? "";
  const borne = message.photo ? "Photo" : attachment(message)?.textContent;
  return said.split("\n")[0] || borne || "";
};
