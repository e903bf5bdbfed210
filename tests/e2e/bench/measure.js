// Runs in the window. Hands back milliseconds, each until the change is on the screen.
const table = window.__table;
const search = document.querySelector(table.search);
const type = (text) => {
  search.value = text;
  search.dispatchEvent(new InputEvent('input', { bubbles: true }));
};
const keys = [];
for (let press = 0; press < 2 * window.__keystrokes; press += 1) {
  const took = await timed(() => type(table.texts[press % table.texts.length]));
  if (press >= window.__keystrokes) keys.push(took);
}
type('');
await painted();

const heads = [...document.querySelectorAll(table.heads)].filter((it) => it.checkVisibility());
const sort = [];
for (let click = 0; click < 20; click += 1) {
  sort.push(await timed(() => heads[click % heads.length].click()));
}

const rows = document.querySelector(table.rows);
rows.scrollTop = 0;
await painted();
const frames = [];
let before = await frame();
for (let step = 0; step < 120; step += 1) {
  rows.scrollTop += 97;
  const now = await frame();
  frames.push(now - before);
  before = now;
}
return { keys, sort, frames };
