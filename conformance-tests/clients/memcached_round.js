// A round of every command of the npm package memcached (text). Usage: memcached_round.js HOST PORT
let Memcached;
try {
  Memcached = require('memcached');
} catch (missing) {
  process.exit(77);
}
const version = require('memcached/package.json').version;

let checks = 0;
let failed = 0;

function same(what, got, wanted) {
  checks++;
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    failed++;
    console.log(`  ${what}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
  }
}

async function round() {
  const client = new Memcached(`${process.argv[2]}:${process.argv[3]}`, { timeout: 10000, retries: 0 });
  const ask = (command, ...words) => new Promise((done) => {
    client[command](...words, (error, answer) => done(error ? 'error' : answer));
  });
  await ask('flush');
  same('add', await ask('add', 'key', '1', 100), true);
  same('add again', await ask('add', 'key', '2', 100), 'error');
  same('get', await ask('get', 'key'), '1');
  same('get nothing', await ask('get', 'none'), undefined);
  same('replace', await ask('replace', 'key', 'b', 100), true);
  same('replace nothing', await ask('replace', 'none', 'b', 100), 'error');
  same('append', await ask('append', 'key', 'c'), true);
  same('prepend', await ask('prepend', 'key', 'a'), true);
  same('append to nothing', await ask('append', 'none', 'c'), 'error');
  same('get', await ask('get', 'key'), 'abc');
  const item = await ask('gets', 'key');
  same('gets', item.key, 'abc');
  same('cas', await ask('cas', 'key', 'new', item.cas, 100), true);
  same('cas again', await ask('cas', 'key', 'newer', item.cas, 100), false);
  same('touch', await ask('touch', 'key', 100), true);
  same('touch nothing', await ask('touch', 'none', 100), false);
  same('set number', await ask('set', 'count', 9, 100), true);
  same('incr', await ask('incr', 'count', 2), 11);
  same('decr', await ask('decr', 'count', 3), 8);
  same('incr nothing', await ask('incr', 'none', 1), false);
  same('set object', await ask('set', 'object', { a: [1, null] }, 100), true);
  same('get object', await ask('get', 'object'), { a: [1, null] });
  const many = [...Array(1000).keys()];
  await Promise.all(many.map((i) => ask('set', `many-${i}`, String(i), 100)));
  const found = await ask('getMulti', many.map((i) => `many-${i}`));
  same('getMulti', Object.keys(found).length, 1000);
  same('del', await ask('del', 'key'), true);
  same('del again', await ask('del', 'key'), false);
  same('version', (await ask('version'))[0].version.startsWith('1.'), true);
  same('stats', (await ask('stats'))[0].curr_items > 0, true);
  same('settings', (await ask('settings'))[0].item_size_max, 1048576);
  same('items', Array.isArray(await ask('items')), true);
  same('slabs', Array.isArray(await ask('slabs')), true);
  same('flush', await ask('flush'), [true]);
  same('get after flush', await ask('get', 'object'), undefined);
  client.end();
  console.log(`memcached (npm) ${version}: ${checks} checks, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}

round().catch((error) => {
  console.log(`  ${error.stack || error}`);
  process.exit(1);
});
