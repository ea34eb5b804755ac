# A round of every command of Memcached::libmemcached. Usage: libmemcached_round.pl HOST PORT text|binary
use strict;
use warnings;

eval { require Memcached::libmemcached; 1 } or exit 77;

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

my $binary = $ARGV[2] eq 'binary';
my $client = Memcached::libmemcached->new;
$client->memcached_behavior_set(Memcached::libmemcached::MEMCACHED_BEHAVIOR_BINARY_PROTOCOL(), $binary ? 1 : 0);
$client->memcached_behavior_set(Memcached::libmemcached::MEMCACHED_BEHAVIOR_SUPPORT_CAS(), 1);
$client->memcached_server_add($ARGV[0], $ARGV[1]);

sub yes { return $_[0] ? 1 : 0 }

same('flush', yes($client->memcached_flush), 1);
same('add', yes($client->memcached_add('key', '1')), 1);
same('add again', yes($client->memcached_add('key', '2')), 0);
same('get', $client->memcached_get('key'), '1');
same('get nothing', $client->memcached_get('none'), undef);
same('replace', yes($client->memcached_replace('key', 'b')), 1);
same('replace nothing', yes($client->memcached_replace('none', 'b')), 0);
same('append', yes($client->memcached_append('key', 'c')), 1);
same('prepend', yes($client->memcached_prepend('key', 'a')), 1);
same('append to nothing', yes($client->memcached_append('none', 'c')), 0);
same('get', $client->memcached_get('key'), 'abc');
same('set with flags', yes($client->memcached_set('flags', 'x', 100, 0xdeadbeef)), 1);
my $flags = 0;
same('get', $client->memcached_get('flags', $flags), 'x');
same('flags', $flags, 0xdeadbeef);
same('set number', yes($client->memcached_set('count', 9)), 1);
my $count = 0;
same('increment', yes($client->memcached_increment('count', 2, $count)), 1);
same('counted', $count, 11);
same('decrement', yes($client->memcached_decrement('count', 3, $count)), 1);
same('counted', $count, 8);
same('increment nothing', yes($client->memcached_increment('none', 1, $count)), 0);
if ($binary) {
    same('increment from', yes($client->memcached_increment_with_initial('from', 1, 100, 0, $count)), 1);
    same('counted', $count, 100);
    same('decrement from', yes($client->memcached_decrement_with_initial('from', 1, 0, 0, $count)), 1);
    same('counted', $count, 99);
}
same('cas of nobody', yes($client->memcached_cas('flags', 'y', 0, 0, 1)), 0);
$client->memcached_set("many-$_", $_) for 0 .. 999;
my %found;
same('mget', yes($client->memcached_mget_into_hashref([ map { "many-$_" } 0 .. 1099 ], \%found)), 1);
same('found', scalar keys %found, 1000);
same('delete', yes($client->memcached_delete('key')), 1);
same('delete again', yes($client->memcached_delete('key')), 0);
same('version', join('.', $client->memcached_version) =~ /^1\./ ? 1 : 0, 1);
same('verbosity', yes($client->memcached_verbosity(0)), 1);
same('flush', yes($client->memcached_flush), 1);
same('get after flush', $client->memcached_get('flags'), undef);
$client->memcached_quit;
print "Memcached::libmemcached $Memcached::libmemcached::VERSION $ARGV[2]: $checks checks, $failed failed\n";
exit($failed ? 1 : 0);
