"""Request Tracker 5 with SQLite, from Debian's packages, on a host of its own."""

from __future__ import annotations

import shutil

from .host import Host
from .packages import CACHE

PACKAGES = ("request-tracker5", "rt5-db-sqlite", "rt5-standalone", "dbconfig-sqlite3", "starlet")
PORT = 8080
_DATABASE = "/var/lib/request-tracker5/rt.sqlite"
_CONFIG = """
Set($rtname, 'lab');
Set($Organization, 'lab.example');
Set($CorrespondAddress, 'rt@{name}');
Set($CommentAddress, 'rt-comment@{name}');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{database}');
Set($MailCommand, 'testfile');
Set($LogToSTDERR, 'warning');
Set($LogToSyslog, undef);
Set($WebSecureCookies, 0);
1;
"""
# Rights that a postmaster would give, and the token of a user.
_TOKEN = """
use lib '/usr/share/request-tracker5/lib';
use RT -init;
my $root = RT::CurrentUser->new; $root->Load('root');
my $token = RT::AuthToken->new($root);
my ($ok, $message, $string) = $token->Create(Owner => $root->id, Description => 'lab');
die $message unless $ok;
print $string;
"""
_OPEN_QUEUE = """
use lib '/usr/share/request-tracker5/lib';
use RT -init;
my $everyone = RT::Group->new(RT->SystemUser); $everyone->LoadSystemInternalGroup('Everyone');
for my $right (qw(CreateTicket ReplyToTicket CommentOnTicket)) {
    my ($ok, $message) = $everyone->PrincipalObj->GrantRight(Right => $right, Object => RT->System);
    die $message unless $ok;
}
"""


def start(host: Host) -> str:
    """Start RT on port 8080 of the host; a token of its administrator."""
    host.write("/etc/request-tracker5/RT_SiteConfig.pm", _CONFIG.format(name=host.name, port=PORT, database=_DATABASE))
    made = CACHE / "rt.sqlite"
    if not made.exists():
        host.run("rt-setup-database-5", "--action", "init", "--skip-create")
        host.run("perl", "-e", _OPEN_QUEUE)
        fresh = made.with_suffix(".fresh")
        shutil.copyfile(host.path(_DATABASE), fresh)
        fresh.rename(made)
    else:
        host.write(_DATABASE, made.read_bytes())
    host.run("chown", "-R", "www-data:www-data", "/var/lib/request-tracker5", "/var/cache/request-tracker5")
    token = host.run("perl", "-e", _TOKEN, user="www-data")
    host.start(
        "setpriv", "--reuid", "www-data", "--regid", "www-data", "--clear-groups",
        "/usr/share/request-tracker5/libexec/rt-server", "--server", "Starlet", "--host", "127.0.0.1", "--port", str(PORT),
    )  # fmt: skip
    # It compiles all of itself first.
    host.wait_for_port(PORT, 120)
    return token
