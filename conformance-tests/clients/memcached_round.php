<?php
// A round of every command of PHP's Memcached. Usage: memcached_round.php HOST PORT text|binary

if (!class_exists('Memcached')) {
    exit(77);
}

$failed = 0;
$checks = 0;

function same(string $what, $got, $wanted): void
{
    global $failed, $checks;
    $checks++;
    if ($got !== $wanted) {
        $failed++;
        echo "  $what: wanted ", var_export($wanted, true), ', got ', var_export($got, true), "\n";
    }
}

$binary = $argv[3] === 'binary';
$client = new Memcached();
$client->setOption(Memcached::OPT_BINARY_PROTOCOL, $binary);
$client->setOption(Memcached::OPT_TCP_NODELAY, true);
$client->setOption(Memcached::OPT_PREFIX_KEY, 'php:');
$client->addServer($argv[1], (int) $argv[2]);

same('flush', $client->flush(), true);
same('add', $client->add('key', '1'), true);
same('add again', $client->add('key', '2'), false);
same('get', $client->get('key'), '1');
same('get nothing', $client->get('none'), false);
same('not found', $client->getResultCode(), Memcached::RES_NOTFOUND);
same('getByKey', $client->getByKey('server', 'key'), '1');
same('replace', $client->replace('key', 'x'), true);
same('replace nothing', $client->replace('none', 'x'), false);
$client->setOption(Memcached::OPT_COMPRESSION, false);
same('set', $client->set('text', 'b'), true);
same('append', $client->append('text', 'c'), true);
same('prepend', $client->prepend('text', 'a'), true);
same('append to nothing', $client->append('none', 'c'), false);
same('get', $client->get('text'), 'abc');
$client->setOption(Memcached::OPT_COMPRESSION, true);
$item = $client->get('key', null, Memcached::GET_EXTENDED);
same('get extended', $item['value'], 'x');
same('cas', $client->cas($item['cas'], 'key', 'new'), true);
same('cas again', $client->cas($item['cas'], 'key', 'newer'), false);
same('data exists', $client->getResultCode(), Memcached::RES_DATA_EXISTS);
same('get with callback', $client->get('made', function ($m, $key, &$value) {
    $value = 'made';
    return true;
}), 'made');
same('touch', $client->touch('key', 100), true);
same('touch nothing', $client->touch('none', 100), false);
same('set number', $client->set('count', 9), true);
same('increment', $client->increment('count', 2), 11);
same('decrement', $client->decrement('count', 3), 8);
same('get number', $client->get('count'), 8);
same('increment nothing', $client->increment('none'), false);
if ($binary) {
    same('increment from', $client->increment('from', 1, 100), 100);
    same('increment', $client->increment('from', 1, 100), 101);
    same('decrement from', $client->decrement('down', 1, 50, 100), 50);
}
foreach ([1.5, true, null, [1, ['a' => 2]], 'ü', '', str_repeat('long ', 50000)] as $i => $value) {
    same("set value $i", $client->set("value-$i", $value), true);
    same("get value $i", $client->get("value-$i"), $value);
}
same('setMulti', $client->setMulti(['m1' => '1', 'm2' => '2'], 100), true);
same('getMulti', $client->getMulti(['m1', 'm2', 'm3']), ['m1' => '1', 'm2' => '2']);
$items = $client->getMulti(['m1', 'm2'], Memcached::GET_EXTENDED | Memcached::GET_PRESERVE_ORDER);
same('getMulti extended', $items['m1']['cas'] !== $items['m2']['cas'], true);
same('getDelayed', $client->getDelayed(['m1', 'm2', 'm3'], true), true);
same('fetchAll', count($client->fetchAll()), 2);
same('deleteMulti', $client->deleteMulti(['m1', 'm2']), ['m1' => true, 'm2' => true]);
$many = [];
for ($i = 0; $i < 1000; $i++) {
    $many["many-$i"] = $i;
}
same('setMulti 1000', $client->setMulti($many), true);
same('getMulti 1000', $client->getMulti(array_keys($many)), $many);
$client->setOption(Memcached::OPT_NOREPLY, true);
$client->set('quiet', 'q');
$client->add('quiet', 'lost');
$client->delete('made');
$client->setOption(Memcached::OPT_NOREPLY, false);
same('get after noreply', $client->get('quiet'), 'q');
same('get after noreply', $client->get('made'), false);
$client->setOption(Memcached::OPT_COMPRESSION, false);
same('too large', $client->set('quiet', str_repeat('x', 1 << 20)), false);
same('the old value is gone', $client->get('quiet'), false);
same('delete', $client->delete('key'), true);
same('delete again', $client->delete('key'), false);
$server = $argv[1] . ':' . $argv[2];
same('getVersion', strpos($client->getVersion()[$server], '1.') === 0, true);
same('getStats', $client->getStats()[$server]['curr_items'] > 0, true);
same('flush', $client->flush(), true);
same('get after flush', $client->get('count'), false);
same('quit', $client->quit(), true);
echo 'PHP Memcached ', phpversion('memcached'), " $argv[3]: $checks checks, $failed failed\n";
exit($failed > 0 ? 1 : 0);
