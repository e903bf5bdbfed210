// What both measurements go by. Under a virtual display a frame may fail to come at all: then a second is
// what is measured, instead of nothing.
const frame = () =>
  new Promise((resolve) => {
    const late = setTimeout(() => resolve(performance.now()), 1000);
    requestAnimationFrame((at) => {
      clearTimeout(late);
      resolve(at);
    });
  });
const painted = async () => {
  await frame();
  return new Promise((resolve) => {
    const after = new MessageChannel();
    after.port1.onmessage = () => resolve(performance.now());
    after.port2.postMessage(null);
  });
};
const timed = async (change) => {
  await painted();
  const start = performance.now();
  change();
  return (await painted()) - start;
};
