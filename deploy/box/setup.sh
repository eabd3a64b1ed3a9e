#!/bin/sh
# Set up a computer with Debian or Raspberry Pi OS as the box in the bag (docs/box-in-the-bag.md).
# Run it while the computer still has internet. It can be run again: what is as it should be stays as it is.
set -eu
# So that a to z are these letters alone, and one byte is one character.
LC_ALL=C
export LC_ALL

usage() {
    cat <<'USAGE'
usage: setup.sh [options] cable INTERFACE
       setup.sh [options] wifi INTERFACE NETWORK

  cable            the box is on a cable to an access point that only bridges
  wifi             the box is an access point itself, for about ten phones

  --wheel FILE     install Summe from this wheel, with pip, in /opt/summe
  --data DEVICE    keep sessions on this partition, which has the file system ext4
  --dry-run        say what would be done, and change nothing
  --root FOLDER    write the files under this folder, and run no programs

The password of the Wi-Fi is read from standard input, one line. Where the line is empty or input has ended, the
password of an earlier run stays, and without one a new one is made up and shown.
USAGE
}

fail() {
    echo "setup.sh: $*" >&2
    exit 2
}

# Run a program, unless only files are written.
run() {
    echo "run       $*"
    if [ -z "$dry" ] && [ -z "$root" ]; then
        "$@"
    fi
}

# install_file FROM TO MODE: write a file with its placeholders filled in, unless it is there already.
install_file() {
    wanted=$(sed -e "s|@INTERFACE@|$interface|" -e "s|@NETWORK@|$network|" \
        -e "s|@PASSWORD@|$password|" -e "s|@PARTITION@|$data|" "$1")
    if [ -f "$root$2" ] && [ "$(cat "$root$2")" = "$wanted" ] && [ "$(stat -c %a "$root$2")" = "$3" ]; then
        echo "unchanged $2"
        return
    fi
    echo "write     $2"
    if [ -z "$dry" ]; then
        mkdir -p "$(dirname "$root$2")"
        # Written beside the old file and renamed, so that a power cut leaves one of them whole.
        (umask 077 && printf '%s\n' "$wanted" >"$root$2.new")
        chmod "$3" "$root$2.new"
        mv "$root$2.new" "$root$2"
    fi
}

# A file of an earlier run with the other kind of network, or with a partition.
remove_file() {
    if [ -e "$root$1" ]; then
        echo "remove    $1"
        if [ -z "$dry" ]; then
            rm "$root$1"
        fi
    fi
}

# is_only TEXT SET: whether a text has at least one character, and none outside the set. What the sets below allow means
# itself in NetworkManager's file and in sed.
is_only() {
    case $1 in '' | *[!$2]*) return 1 ;; esac
}

is_name() {
    is_only "$1" 'A-Za-z0-9 _-' && [ "${#1}" -le 32 ] && [ "${1# }" = "${1% }" ]
}

is_password() {
    is_only "$1" 'A-Za-z0-9_-' && [ "${#1}" -ge 8 ] && [ "${#1}" -le 63 ]
}

is_partition() {
    is_only "$1" 'A-Za-z0-9/._=-' && [ "${1#/dev/}" != "$1" ]
}

make_password() {
    # Twelve letters and digits of which none looks like another: about 59 bits.
    tr -dc 'abcdefghjkmnpqrstuvwxyz23456789' </dev/urandom | head -c 12
}

here=$(dirname "$0")
connections=/etc/NetworkManager/system-connections
units=/etc/systemd/system
dry='' root='' wheel='' data='' network='' password=''

while [ $# -gt 0 ]; do
    case $1 in
    --dry-run) dry=yes ;;
    --root | --wheel | --data)
        [ $# -gt 1 ] || fail "$1 needs a value"
        case $1 in
        --root) root=${2%/} ;;
        --wheel) wheel=$2 ;;
        --data) data=$2 ;;
        esac
        shift
        ;;
    -h | --help)
        usage
        exit 0
        ;;
    -*) fail "there is no option $1; see setup.sh --help" ;;
    *) break ;;
    esac
    shift
done

kind=${1-}
interface=${2-}
case $kind in
cable) [ $# -eq 2 ] || fail "say which interface the cable is in: setup.sh cable eth0 (ip link lists them)" ;;
wifi)
    [ $# -eq 3 ] || fail "say which interface, and what the network is called: setup.sh wifi wlan0 Summe"
    network=$3
    ;;
*)
    usage >&2
    exit 2
    ;;
esac
is_only "$interface" 'A-Za-z0-9._-' || fail "$interface is no name of an interface; ip link lists them"
[ -z "$data" ] || is_partition "$data" || fail "$data is no partition; lsblk lists them, as in --data /dev/sda3"
[ -z "$wheel" ] || [ -f "$wheel" ] || fail "there is no file $wheel"
if [ "$kind" = wifi ]; then
    # Others can be had with nmcli; here they would have to be quoted for three programs.
    is_name "$network" ||
        fail "a network's name has 1 to 32 letters a to z, digits, spaces, - and _, and no space at its ends"
    earlier=$root$connections/summe-wifi.nmconnection
    if [ -t 0 ]; then
        echo "Password of the Wi-Fi (Enter keeps the one there is, or makes one):"
    fi
    read -r password || true
    if [ -n "$password" ]; then
        is_password "$password" || fail "a password has 8 to 63 letters a to z, digits, - and _"
    elif [ -f "$earlier" ]; then
        password=$(sed -n 's/^psk=//p' "$earlier")
    else
        password=$(make_password)
        [ -n "$dry" ] || echo "password  $password"
    fi
fi
if [ -z "$dry" ] && [ -z "$root" ] && [ "$(id -u)" -ne 0 ]; then
    fail "only root can set the computer up: sudo $0 ..."
fi
if [ -z "$wheel$dry$root" ] && [ ! -x /opt/summe/bin/summe ]; then
    fail "Summe is not installed in /opt/summe: name its wheel, --wheel summe_live-VERSION-py3-none-any.whl"
fi
if grep -qs "$interface" "$root/etc/network/interfaces"; then
    echo "note      NetworkManager leaves $interface alone while /etc/network/interfaces names it: take it out there"
fi

run apt-get install --yes dnsmasq network-manager python3-venv
if [ -n "$wheel" ]; then
    [ -x "$root/opt/summe/bin/pip" ] || run python3 -m venv /opt/summe
    run /opt/summe/bin/pip install --upgrade "${wheel}[office,pdf,suggest]"
    # pip leaves a wheel out whose version is installed already.
    run /opt/summe/bin/pip install --force-reinstall --no-deps "$wheel"
fi

if [ "$kind" = cable ]; then
    install_file "$here/cable.nmconnection" "$connections/summe-cable.nmconnection" 600
    remove_file "$connections/summe-wifi.nmconnection"
else
    install_file "$here/wifi.nmconnection" "$connections/summe-wifi.nmconnection" 600
    remove_file "$connections/summe-cable.nmconnection"
fi
install_file "$here/dnsmasq.conf" /etc/dnsmasq.d/summe.conf 644
install_file "$here/dnsmasq-probes.conf" /etc/dnsmasq.d/summe-probes.conf 644
install_file "$here/../summe.service" "$units/summe.service" 644
install_file "$here/summe.conf" "$units/summe.service.d/box.conf" 644
if [ -n "$data" ]; then
    install_file "$here/data.mount" "$units/var-lib-private-summe.mount" 644
fi

run systemctl daemon-reload
[ -z "$data" ] || run systemctl enable var-lib-private-summe.mount
run systemctl enable NetworkManager dnsmasq summe
run sync
echo "Start the computer again without internet; then http://10.10.0.1 is Summe. For the links, with their keys:"
echo "sudo SUMME_DATA=/var/lib/summe /opt/summe/bin/summe links"
