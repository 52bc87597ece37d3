# Processor time of SpamAssassin for the messages whose files stand on standard input, a name a line:
# header, MIME parts and relays. Prints the least of ROUNDS rounds in seconds, and the version.
use strict;
use warnings;
use Mail::SpamAssassin;
use Mail::SpamAssassin::PerMsgStatus;

my $rounds = shift;
my @mails = map {
    chomp;
    open my $file, '<:raw', $_ or die "$_: $!";
    local $/;
    <$file>
} <STDIN>;
my $program = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1, config_text => "", rules_filename => "/dev/null" });
my $least;
for (0 .. $rounds) {
    my ($user, $system) = times;
    for my $mail (@mails) {
        my $message = $program->parse($mail, 1);
        $message->extract_message_metadata(Mail::SpamAssassin::PerMsgStatus->new($program, $message));
        $message->finish;
    }
    my ($user_after, $system_after) = times;
    my $took = $user_after + $system_after - $user - $system;
    $least = $took if $_ && (!defined $least || $took < $least);
}
print "$least $Mail::SpamAssassin::VERSION\n";
