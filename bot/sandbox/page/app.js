// The chat page of the sandbox: its chats side by side, one at a time where the window is narrow.

import { Chat } from "./chat.js";
import { ask } from "./server.js";
import { Tabs } from "./tabs.js";

/** Alt with an arrow goes from one chat's input to the next. */
const walk = (chats, tabs) => document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.altKey || event.ctrlKey || document.querySelector("dialog[open]")) return;
  const at = chats.findIndex((chat) => chat.section.contains(document.activeElement));
  const next = chats[at < 0 ? 0 : (at + step + chats.length) % chats.length];
  tabs.show(next);
  next.input.focus();
  event.preventDefault();
});

const open = async () => {
  const state = await ask("/state");
  const tabs = new Tabs(document.querySelector(".tabs"));
  const chats = state.places.map((place) => new Chat(place, state, (chat, number) => tabs.news(chat, number)));
  document.title = `${state.bot.first_name} – bac à sable`;
  document.querySelector("main").append(...chats.map((chat) => chat.section));
  chats.forEach((chat) => tabs.add(chat));
  const help = document.querySelector(".help");
  document.querySelector('[data-role="help"]').addEventListener("click", () => help.showModal());
  const lost = document.querySelector(".lost");
  for (const chat of chats) chat.follow((reached) => { lost.hidden = reached; });
  if (chats.length) {
    tabs.show(chats[0]);
    chats[0].input.focus({ preventScroll: true });
  }
  walk(chats, tabs);
};

open();
