// A round of every command of memjs (binary). Usage: memjs_round.js HOST PORT
let memjs;
try {
  memjs = require('memjs');
} catch (missing) {
  process.exit(77);
}
const version = require('memjs/package.json').version;

let checks = 0;
let failed = 0;

function same(what, got, wanted) {
  checks++;
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    failed++;
    console.log(`  ${what}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
  }
}

async function refused(call) {
  try {
    return await call();
  } catch (refusal) {
    return 'refused';
  }
}

async function round() {
  const client = memjs.Client.create(`${process.argv[2]}:${process.argv[3]}`, { timeout: 10 });
  const text = async (key) => {
    const item = await client.get(key);
    return item.value === null ? null : item.value.toString();
  };
  await client.flush();
  same('add', await client.add('key', '1', {}), true);
  same('add again', await client.add('key', '2', {}), false);
  same('get', await text('key'), '1');
  same('get nothing', await text('none'), null);
  same('replace', await client.replace('key', 'b', { expires: 100 }), true);
  same('replace nothing', await client.replace('none', 'b', {}), false);
  same('append', await client.append('key', 'c'), true);
  same('prepend', await client.prepend('key', 'a'), true);
  same('append to nothing', await refused(() => client.append('none', 'c')), 'refused');
  same('get', await text('key'), 'bca'); // 1.3.2 sends an append for a prepend
  same('set', await client.set('set', 'x', { expires: 100 }), true);
  same('touch', await client.touch('set', 100), true);
  same('touch nothing', await client.touch('none', 100), false);
  same('increment', (await client.increment('count', 2, { initial: 10, expires: 100 })).value, 10);
  same('increment', (await client.increment('count', 2, {})).value, 12);
  same('decrement', (await client.decrement('count', 5, {})).value, 7);
  const many = [...Array(1000).keys()];
  await Promise.all(many.map((i) => client.set(`many-${i}`, String(i), {})));
  const values = await Promise.all(many.map((i) => text(`many-${i}`)));
  same('1000 at once', values, many.map(String));
  same('too large', await refused(() => client.set('set', Buffer.alloc(1 << 20), {})), 'refused');
  same('delete', await client.delete('key'), true);
  same('delete again', await client.delete('key'), false);
  const stats = await new Promise((done, broken) =>
    client.stats((error, server, found) => (error ? broken(error) : done(found))));
  same('stats', Number(stats.curr_items) > 0, true);
  await new Promise((done) => client.statsWithKey('settings', (error, server, found) => {
    same('stats settings', found && found.item_size_max, '1048576');
    done();
  }));
  await new Promise((done) => client.resetStats((error) => {
    same('stats reset', error, null);
    done();
  }));
  await client.flush();
  same('get after flush', await text('set'), null);
  client.quit();
  console.log(`memjs ${version}: ${checks} checks, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}

round().catch((error) => {
  console.log(`  ${error.stack || error}`);
  process.exit(1);
});
