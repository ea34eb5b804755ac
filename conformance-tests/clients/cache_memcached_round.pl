# A round of every command of Cache::Memcached or Cache::Memcached::Fast (text).
# Usage: cache_memcached_round.pl HOST PORT [fast]
use strict;
use warnings;

my $fast = ($ARGV[2] // '') eq 'fast';
my $class = $fast ? 'Cache::Memcached::Fast' : 'Cache::Memcached';
eval "require $class" or exit 77;

my ($checks, $failed) = (0, 0);

sub same {
    my ($what, $got, $wanted) = @_;
    $checks++;
    $got    = defined $got    ? "$got"    : 'undef';
    $wanted = defined $wanted ? "$wanted" : 'undef';
    return if $got eq $wanted;
    $failed++;
    print "  $what: wanted $wanted, got $got\n";
}

my $client = $class->new({ servers => ["$ARGV[0]:$ARGV[1]"], namespace => 'pl:' });
$client->flush_all;
same('add', $client->add('key', '1') ? 1 : 0, 1);
same('add again', $client->add('key', '2') ? 1 : 0, 0);
same('get', $client->get('key'), '1');
same('get nothing', $client->get('none'), undef);
same('replace', $client->replace('key', 'b') ? 1 : 0, 1);
same('replace nothing', $client->replace('none', 'b') ? 1 : 0, 0);
same('append', $client->append('key', 'c') ? 1 : 0, 1);
same('prepend', $client->prepend('key', 'a') ? 1 : 0, 1);
same('append to nothing', $client->append('none', 'c') ? 1 : 0, 0);
same('get', $client->get('key'), 'abc');
same('set number', $client->set('count', 9) ? 1 : 0, 1);
same('incr', $client->incr('count', 2), 11);
same('decr', $client->decr('count', 3), 8);
same('decr below', $client->decr('count', 100) + 0, 0);
same('incr nothing', $client->incr('none') ? 1 : 0, 0);
same('set object', $client->set('object', { a => [1, 2] }, 100) ? 1 : 0, 1);
same('get object', $client->get('object')->{a}[1], 2);
same('set in the past', $client->set('past', 'x', -1) ? 1 : 0, 1);
same('get past', $client->get('past'), undef);
$client->set("many-$_", $_) for 0 .. 999;
same('get_multi', scalar keys %{ $client->get_multi(map { "many-$_" } 0 .. 1099) }, 1000);
$client->set('void', 'v');    # without a reader Fast asks for no reply
$client->add('void', 'lost');
same('get', $client->get('void'), 'v');
if ($fast) {
    my $item = $client->gets('key');
    same('gets', $item->[1], 'abc');
    same('cas', $client->cas('key', $item->[0], 'new') ? 1 : 0, 1);
    same('cas again', $client->cas('key', $item->[0], 'newer') ? 1 : 0, 0);
    same('touch', $client->touch('key', 100) ? 1 : 0, 1);
    same('touch nothing', $client->touch('none', 100) ? 1 : 0, 0);
    same('gat', $client->gat(100, 'key'), 'new');
    same('gats', $client->gats(100, 'key')->[1], 'new');
    my $stored = $client->set_multi([ 'm1', 1 ], [ 'm2', 2, 100 ]);
    same('set_multi', join(',', map { "$_=$stored->{$_}" } sort keys %$stored), 'm1=1,m2=1');
    same('add_multi', $client->add_multi([ 'm1', 1 ])->{m1} ? 1 : 0, 0);
    same('replace_multi', $client->replace_multi([ 'm1', 5 ])->{m1}, 1);
    same('append_multi', $client->append_multi([ 'm1', 5 ])->{m1}, 1);
    same('prepend_multi', $client->prepend_multi([ 'm1', 5 ])->{m1}, 1);
    same('incr_multi', $client->incr_multi([ 'm1', 2 ], 'm2')->{m1}, 557);
    same('decr_multi', $client->decr_multi([ 'm1', 2 ])->{m1}, 555);
    same('touch_multi', $client->touch_multi([ 'm1', 100 ])->{m1}, 1);
    my $items = $client->gets_multi('m1', 'm2');
    same('gets_multi', scalar keys %$items, 2);
    same('cas_multi', $client->cas_multi([ 'm1', $items->{m1}[0], 'x' ])->{m1}, 1);
    same('gat_multi', $client->gat_multi(100, 'm1')->{m1}, 'x');
    same('gats_multi', $client->gats_multi(100, 'm1')->{m1}[1], 'x');
    same('delete_multi', $client->delete_multi('m1', 'none')->{m1}, 1);
    $client->nowait_push;
    same('server_versions', (values %{ $client->server_versions })[0] =~ /^1\./ ? 1 : 0, 1);
} else {
    same('stats', $client->stats(['misc'])->{total}{curr_items} > 0 ? 1 : 0, 1);
    $client->stats_reset;
}
same('delete', $client->delete('key') ? 1 : 0, 1);
same('delete again', $client->delete('key') ? 1 : 0, 0);
$client->flush_all;
same('get after flush_all', $client->get('object'), undef);
$client->disconnect_all;
{
    no strict 'refs';
    print "$class ${$class . '::VERSION'}: $checks checks, $failed failed\n";
}
exit($failed ? 1 : 0);
