// The rival: a bare table of 15 rows in the same window, filtered and sorted by the plainest code.
const names = Array.from({ length: 15 }, (_, index) => `Client ${index} acme wren dental office${index}`);
let order = names.slice();
let query = '';
const box = document.createElement('div');
const table = document.createElement('table');
const draw = () => {
  table.replaceChildren(
    ...order
      .filter((name) => name.includes(query))
      .map((name) => {
        const line = document.createElement('tr');
        for (const text of [name, 'Online', 'Connected', 'Admin', '12 min']) {
          line.appendChild(document.createElement('td')).textContent = text;
        }
        return line;
      }),
  );
};
await painted();
document.body.replaceChildren(box);
box.append(table);
draw();
await painted();

const texts = ['a', 'ac', 'acm', 'acme', 'acme p', 'wr', 'wren b', 'dental', '123', 'office7', ''];
const keys = [];
for (let press = 0; press < 2 * window.__keystrokes; press += 1) {
  const took = await timed(() => {
    query = texts[press % texts.length];
    draw();
  });
  if (press >= window.__keystrokes) keys.push(took);
}
query = '';
const sort = [];
for (let click = 0; click < 20; click += 1) {
  sort.push(
    await timed(() => {
      order.reverse();
      draw();
    }),
  );
}
box.attributeStyleMap?.set?.('height', '120px');
box.scrollTop = 0;
const frames = [];
let before = await frame();
for (let step = 0; step < 120; step += 1) {
  box.scrollTop += 3;
  const now = await frame();
  frames.push(now - before);
  before = now;
}
return { keys, sort, frames };
