"""All kinds of findings, with their words: one constant for each, in the order of the checks."""

from app.doctor.carries import Limit
from app.doctor.findings import Kind, Level, Said
from app.platform.firewall import Program


def _kind(id: str, level: Level, *, da: tuple[str, str] | str, en: tuple[str, str] | str) -> Kind:
    def said(words: tuple[str, str] | str) -> Said:
        return Said(words) if isinstance(words, str) else Said(*words)

    return Kind(id, level, {"da": said(da), "en": said(en)})


# ---- addresses

NO_ADDRESS = _kind(
    "no_address",
    "problem",
    da=(
        "Computeren er ikke på et netværk",
        "Gå på salens wi-fi, sæt et netkabel i, eller tænd for din egen router. Ellers kan telefonerne ikke "
        "nå computeren.",
    ),
    en=(
        "This computer is on no network",
        "Join the room's Wi-Fi, plug in a cable, or switch on a router of your own. Otherwise phones cannot "
        "reach this computer.",
    ),
)
SELF_GIVEN_ADDRESS = _kind(
    "self_given_address",
    "problem",
    da=(
        "Netværket har ikke givet computeren en adresse",
        "{address} har computeren selv fundet på, fordi ingen router svarede. Genstart routeren, eller tag "
        "kablet ud og sæt det i igen.",
    ),
    en=(
        "The network has not given this computer an address",
        "It made up {address} by itself, since no router answered. Restart the router, or unplug the cable "
        "and plug it in again.",
    ),
)
ONLY_VIRTUAL_ADDRESS = _kind(
    "only_virtual_address",
    "problem",
    da=(
        "Computeren er kun på et VPN eller et virtuelt net ({interfaces})",
        "Telefonerne i salen kan ikke nå det. Slå VPN fra, og gå på salens net.",
    ),
    en=(
        "This computer is only on a VPN or a virtual network ({interfaces})",
        "Phones in the room cannot reach that. Switch the VPN off, and join the room's network.",
    ),
)
ADDRESS = _kind(
    "address",
    "ok",
    da="Telefonerne skal bruge adressen {url}",
    en="Phones use the address {url}",
)
SEVERAL_ADDRESSES = _kind(
    "several_addresses",
    "attention",
    da=(
        "Computeren er på flere net: {addresses}",
        "QR-koden siger {address}. Er telefonerne på et af de andre, så slå det forkerte net fra, eller vælg "
        "selv adressen med SUMME_PUBLIC_URL.",
    ),
    en=(
        "This computer is on several networks: {addresses}",
        "The QR code says {address}. If the phones are on another of them, switch the wrong network off, or "
        "choose the address with SUMME_PUBLIC_URL.",
    ),
)
ADDRESS_GONE = _kind(
    "address_gone",
    "problem",
    da=(
        "QR-koden siger {said}, men den adresse har computeren ikke mere",
        "Gå tilbage på det net, Summe startede på, eller start Summe igen. Ingen sessioner går tabt.",
    ),
    en=(
        "The QR code says {said}, an address that this computer no longer has",
        "Go back to the network that Summe started on, or start Summe again. No session is lost.",
    ),
)
ADDRESS_CHANGED = _kind(
    "address_changed",
    "attention",
    da=(
        "Adressen er skiftet fra {before} til {now}, siden Summe startede",
        "Det, der er skrevet ud eller sendt med den gamle adresse, virker ikke. Storskærmens QR-kode er den "
        "rigtige.",
    ),
    en=(
        "The address has changed from {before} to {now} since Summe started",
        "What was printed or sent with the old address does not work. The QR code on the board is right.",
    ),
)
ONLY_THIS_COMPUTER = _kind(
    "only_this_computer",
    "problem",
    da=(
        "Summe tager kun imod fra denne computer (SUMME_HOST={host})",
        "Telefoner kommer ikke ind. Udelad SUMME_HOST, og start Summe igen.",
    ),
    en=(
        "Summe accepts connections from this computer only (SUMME_HOST={host})",
        "Phones do not get in. Leave SUMME_HOST out, and start Summe again.",
    ),
)
NAME_LOOPS_BACK = _kind(
    "name_loops_back",
    "problem",
    da=(
        "Adressen {name} fører for hver telefon til telefonen selv",
        "Telefoner kommer ikke ind. Ret SUMME_PUBLIC_URL, eller lad den være tom, så bruger QR-koden "
        "computerens adresse.",
    ),
    en=(
        "The address {name} leads each phone to itself",
        "Phones do not get in. Correct SUMME_PUBLIC_URL, or leave it out, and the QR code has the address of "
        "this computer.",
    ),
)
NAME_OURS = _kind(
    "name_ours",
    "ok",
    da="Navnet {name} fører til denne computer",
    en="The name {name} leads to this computer",
)
NAME_ELSEWHERE = _kind(
    "name_elsewhere",
    "attention",
    da=(
        "Navnet {name} fører til {address}, som ikke er denne computer",
        "Det er rigtigt, hvis der står en proxy foran Summe. Ellers skal SUMME_PUBLIC_URL rettes.",
    ),
    en=(
        "The name {name} leads to {address}, which is not this computer",
        "That is right where a proxy stands in front of Summe. Otherwise correct SUMME_PUBLIC_URL.",
    ),
)
NAME_UNKNOWN = _kind(
    "name_unknown",
    "problem",
    da=(
        "Navnet {name} fører ingen steder hen",
        "Telefonerne kan heller ikke slå det op på et net uden internet. Ret SUMME_PUBLIC_URL, eller lad den "
        "være tom, så bruger QR-koden computerens adresse.",
    ),
    en=(
        "The name {name} leads nowhere",
        "Neither can phones look it up on a network without internet. Correct SUMME_PUBLIC_URL, or leave it "
        "out, and the QR code has this computer's address.",
    ),
)

# ---- the port, and whether a phone gets through

PORT_FREE = _kind("port_free", "ok", da="Port {port} er ledig", en="Port {port} is free")
PORT_TAKEN = _kind(
    "port_taken",
    "problem",
    da=(
        "Port {port} bruges af et andet program",
        "Stop programmet, måske en anden Summe, eller vælg en anden port med SUMME_PORT.",
    ),
    en=(
        "Port {port} is used by another program",
        "Stop that program, perhaps another Summe, or choose another port with SUMME_PORT.",
    ),
)
PORT_TAKEN_BY = _kind(
    "port_taken_by",
    "problem",
    da=(
        "Port {port} bruges af {program} (proces {process})",
        "Stop programmet, eller vælg en anden port med SUMME_PORT.",
    ),
    en=(
        "Port {port} is used by {program} (process {process})",
        "Stop that program, or choose another port with SUMME_PORT.",
    ),
)
PORT_REFUSED = _kind(
    "port_refused",
    "problem",
    da=("Summe må ikke bruge port {port}", "Vælg en port fra 1024 til 65535 med SUMME_PORT."),
    en=("Summe may not use port {port}", "Choose a port from 1024 to 65535 with SUMME_PORT."),
)
PORT_ANSWERS = _kind(
    "port_answers",
    "ok",
    da=(
        "Computeren svarer på alle sine egne adresser",
        "Det viser ikke, at andre kommer igennem firewall og wi-fi. Det kan kun en telefon vise.",
    ),
    en=(
        "This computer answers on all of its own addresses",
        "That does not show that others get through firewall and Wi-Fi. Only a phone can show that.",
    ),
)
PORT_SILENT = _kind(
    "port_silent",
    "problem",
    da=(
        "Computeren svarer ikke sig selv på {addresses}",
        "Et VPN eller et sikkerhedsprogram lukker for port {port}. Slå det fra, eller tillad porten i det.",
    ),
    en=(
        "This computer does not answer itself on {addresses}",
        "A VPN or a security program blocks port {port}. Switch it off, or allow the port in it.",
    ),
)
NOT_STARTED = _kind(
    "not_started",
    "attention",
    da=(
        "Summe er ikke startet, så ingen telefon kan prøve endnu",
        "Start Summe, og åbn {url}/try på din egen telefon på salens wi-fi.",
    ),
    en=(
        "Summe is not started, so no phone can try yet",
        "Start Summe, and open {url}/try on your own phone on the room's Wi-Fi.",
    ),
)
NO_PHONE_YET = _kind(
    "no_phone_yet",
    "attention",
    da=(
        "Ingen telefon har prøvet endnu",
        "Gå på salens wi-fi med din egen telefon, slå mobildata fra, og åbn {url}/try.",
    ),
    en=(
        "No phone has tried yet",
        "Join the room's Wi-Fi with your own phone, switch mobile data off, and open {url}/try.",
    ),
)
PHONE_GOT_THROUGH = _kind(
    "phone_got_through",
    "ok",
    da=(
        "En anden enhed er kommet igennem, senest kl. {at}",
        "Skift ikke net inden timen; så skal det prøves igen.",
    ),
    en=(
        "Another device has got through, last at {at}",
        "Do not change networks before the hour; it would have to be tried again.",
    ),
)

# ---- firewalls

FIREWALL_OFF = _kind(
    "firewall_off", "ok", da="Firewallen ({program}) er slået fra", en="The firewall ({program}) is off"
)
FIREWALL_OPEN = _kind(
    "firewall_open",
    "ok",
    da="Firewallen ({program}) er åben for port {port}",
    en="The firewall ({program}) is open for port {port}",
)
FIREWALL_UNREAD = _kind(
    "firewall_unread",
    "attention",
    da=(
        "Computerens firewall kan ikke læses herfra",
        "Er der en, så tillad indgående TCP på port {port}. En telefon viser, om det er nok.",
    ),
    en=(
        "This computer's firewall cannot be read from here",
        "If there is one, allow incoming TCP on port {port}. A phone shows whether that is enough.",
    ),
)
FIREWALL_ON: dict[Program, Kind] = {
    "ufw": _kind(
        "firewall_on_ufw",
        "attention",
        da=("Firewallen (ufw) er slået til", "Åbn porten: sudo ufw allow {port}/tcp"),
        en=("The firewall (ufw) is on", "Open the port: sudo ufw allow {port}/tcp"),
    ),
    "firewalld": _kind(
        "firewall_on_firewalld",
        "attention",
        da=("Firewallen (firewalld) er slået til", "Åbn porten: sudo firewall-cmd --add-port={port}/tcp"),
        en=("The firewall (firewalld) is on", "Open the port: sudo firewall-cmd --add-port={port}/tcp"),
    ),
    "nftables": _kind(
        "firewall_on_nftables",
        "attention",
        da=(
            "Computeren har regler i nftables",
            "Se efter med sudo nft list ruleset, at indgående TCP på port {port} er tilladt.",
        ),
        en=(
            "This computer has rules in nftables",
            "Check with sudo nft list ruleset that incoming TCP on port {port} is allowed.",
        ),
    ),
    "Windows": _kind(
        "firewall_on_windows",
        "attention",
        da=(
            "Windows Firewall er slået til",
            "Tryk Tillad, når Windows spørger om Python, og vælg også det slags net, salen har. Spurgte den "
            "ikke, så åbn Windows Sikkerhed, Firewall og netværksbeskyttelse, Tillad en app gennem "
            "firewallen. På en arbejdscomputer kan det kræve it-afdelingen.",
        ),
        en=(
            "Windows Firewall is on",
            "Press Allow when Windows asks about Python, for the kind of network that the room has too. If "
            "it did not ask, open Windows Security, Firewall & network protection, Allow an app through "
            "firewall. On a work computer that may take the IT department.",
        ),
    ),
    "macOS": _kind(
        "firewall_on_macos",
        "attention",
        da=(
            "Macens firewall er slået til",
            "Tryk Tillad, når macOS spørger om indgående forbindelser til Python. Spurgte den ikke, så åbn "
            "Systemindstillinger, Netværk, Firewall, Muligheder, og tillad Python.",
        ),
        en=(
            "The Mac's firewall is on",
            "Press Allow when macOS asks about incoming connections for Python. If it did not ask, open "
            "System Settings, Network, Firewall, Options, and allow Python.",
        ),
    ),
}

# ---- Wi-Fi and what can be overheard

WIFI = _kind(
    "wifi",
    "attention",
    da=(
        "{phones} telefoner kræver mindst {points} wi-fi-adgangspunkter",
        "Regn med {each} telefoner på hvert, på 5 GHz. Spørg stedet, om klientisolering er slået fra, og om "
        "der kommer en login-side først. Hotspots på telefoner bærer omkring ti. Mere i docs/operating.md, "
        "»The network«.",
    ),
    en=(
        "{phones} phones take at least {points} Wi-Fi access points",
        "Count on {each} phones for each, at 5 GHz. Ask the venue whether client isolation is off, and "
        "whether a sign-in page comes first. Hotspots of phones carry about ten. More in docs/operating.md, "
        "“The network”.",
    ),
)
WIFI_ONE = _kind(
    "wifi_one",
    "attention",
    da=(
        "{phones} telefoner kan være på ét godt wi-fi-adgangspunkt",
        "Brug 5 GHz. Spørg stedet, om klientisolering er slået fra, og om der kommer en login-side først. "
        "Hotspots på telefoner bærer omkring ti. Mere i docs/operating.md, »The network«.",
    ),
    en=(
        "{phones} phones fit on one good Wi-Fi access point",
        "Use 5 GHz. Ask the venue whether client isolation is off, and whether a sign-in page comes first. "
        "Hotspots of phones carry about ten. More in docs/operating.md, “The network”.",
    ),
)
PLAIN_HTTP = _kind(
    "plain_http",
    "attention",
    da=(
        "Linkene er http, så de kan aflyttes på et åbent net",
        "Brug et net med adgangskode, og åbn styrepulten på denne computer. Telefoner og storskærm kan ikke "
        "holde deres skærm tændt på http; sæt selv skærmens dvale til aldrig.",
    ),
    en=(
        "The links are http, so they can be overheard on an open network",
        "Use a network with a password, and open the console on this computer. Phones and board cannot keep "
        "their screen on over http; set the screen's sleep to never yourself.",
    ),
)
CERTIFICATE = _kind(
    "certificate",
    "ok",
    da="Certifikatet for {name} gælder til {until}",
    en="The certificate of {name} is valid until {until}",
)
CERTIFICATE_SOON = _kind(
    "certificate_soon",
    "attention",
    da=("Certifikatet for {name} udløber {until}", "Forny det, før timen holdes."),
    en=("The certificate of {name} expires on {until}", "Renew it before the hour."),
)
CERTIFICATE_BAD = _kind(
    "certificate_bad",
    "problem",
    da=(
        "Certifikatet for {name} gælder ikke ({why})",
        "Telefonerne viser en advarsel i stedet for siden. Forny det.",
    ),
    en=(
        "The certificate of {name} is not valid ({why})",
        "Phones show a warning instead of the page. Renew it.",
    ),
)
CERTIFICATE_UNREAD = _kind(
    "certificate_unread",
    "attention",
    da=(
        "{name} svarer ikke ({why})",
        "Se efter proxyen, og prøv adressen på en telefon.",
    ),
    en=(
        "{name} does not answer ({why})",
        "Check the proxy, and try the address on a phone.",
    ),
)

# ---- clock

CLOCK = _kind("clock", "ok", da="Uret viser {now} ({zone})", en="The clock shows {now} ({zone})")
CLOCK_WRONG = _kind(
    "clock_wrong",
    "problem",
    da=(
        "Computerens ur siger, at det er den {day}",
        "Stil uret, og start så Summe: datoer i lister og rapporter bliver ellers forkerte, og sessioner kan "
        "blive slettet for tidligt.",
    ),
    en=(
        "This computer's clock says that it is {day}",
        "Set the clock, and then start Summe: otherwise dates in lists and reports are wrong, and sessions "
        "may be erased too early.",
    ),
)
ZONE_UTC = _kind(
    "zone_utc",
    "attention",
    da=(
        "Tidszonen er UTC, så klokken er {now} her",
        "Klokkeslæt i rapporter og filer bliver UTC. Vælg computerens tidszone, eller start Summe med "
        "TZ=Europe/Copenhagen.",
    ),
    en=(
        "The time zone is UTC, so it is {now} here",
        "Times in reports and files are UTC. Choose the computer's time zone, or start Summe with "
        "TZ=Europe/Copenhagen.",
    ),
)
CLOCK_SET = _kind(
    "clock_set",
    "attention",
    da=(
        "Uret er stillet {seconds} sekunder, siden Summe startede",
        "Vent med at stille uret, til timen er holdt.",
    ),
    en=(
        "The clock was set by {seconds} seconds since Summe started",
        "Do not set it again before the hour is over.",
    ),
)
SLEPT = _kind(
    "slept",
    "attention",
    da=(
        "Computeren har sovet {seconds} sekunder, siden Summe startede",
        "Telefonerne mister forbindelsen, når den sover. Slå dvale fra, også når låget lukkes.",
    ),
    en=(
        "This computer has slept for {seconds} seconds since Summe started",
        "Phones lose the connection while it sleeps. Switch sleep off, also for a closed lid.",
    ),
)

# ---- data folder and disk

FOLDER_REFUSED = _kind(
    "folder_refused",
    "problem",
    da=("Der kan ikke skrives i {folder} ({why})", "Giv Summe en mappe for sig selv med SUMME_DATA."),
    en=("{folder} cannot be written ({why})", "Give Summe a folder of its own with SUMME_DATA."),
)
FOLDER_ON_NETWORK = _kind(
    "folder_on_network",
    "problem",
    da=(
        "Datamappen {folder} ligger på et netværksdrev ({kind})",
        "En database kan gå i stykker dér. Vælg en mappe på computerens egen disk med SUMME_DATA.",
    ),
    en=(
        "The data folder {folder} is on a network drive ({kind})",
        "A database can be damaged there. Choose a folder on the computer's own disk with SUMME_DATA.",
    ),
)
FOLDER_SYNCHRONISED = _kind(
    "folder_synchronised",
    "problem",
    da=(
        "Datamappen {folder} bliver synkroniseret af {program}",
        "Det, folk skriver, bliver kopieret ud i skyen, og databasen kan gå i stykker. Vælg en anden mappe "
        "med SUMME_DATA.",
    ),
    en=(
        "The data folder {folder} is synchronised by {program}",
        "What people write is copied to the cloud, and the database can be damaged. Choose another folder "
        "with SUMME_DATA.",
    ),
)
DISK_FAST = _kind(
    "disk_fast",
    "ok",
    da="Disken gemmer inden for {p99} ms (halvdelen inden for {p50} ms)",
    en="The disk saves within {p99} ms (half within {p50} ms)",
)
DISK_SLOW = _kind(
    "disk_slow",
    "attention",
    da=(
        "Disken er langsom: den gemmer inden for {p99} ms (halvdelen inden for {p50} ms)",
        "Folk mærker, at det, de sender, er lidt om at komme frem. Intet går tabt. Luk andre programmer, "
        "eller vælg en mappe på en SSD med SUMME_DATA.",
    ),
    en=(
        "The disk is slow: it saves within {p99} ms (half within {p50} ms)",
        "People notice that what they send takes a moment. Nothing is lost. Close other programs, or choose "
        "a folder on an SSD with SUMME_DATA.",
    ),
)
DISK_TOO_SLOW = _kind(
    "disk_too_slow",
    "problem",
    da=(
        "Disken er for langsom: den gemmer inden for {p99} ms (halvdelen inden for {p50} ms)",
        "Når mange sender på én gang, venter de i flere sekunder. Vælg en mappe på en anden disk med "
        "SUMME_DATA.",
    ),
    en=(
        "The disk is too slow: it saves within {p99} ms (half within {p50} ms)",
        "When many send at once they wait for seconds. Choose a folder on another disk with SUMME_DATA.",
    ),
)
SPACE = _kind("space", "ok", da="Der er {free} GB ledig på disken", en="{free} GB are free on the disk")
SPACE_LOW = _kind(
    "space_low",
    "attention",
    da=(
        "Der er kun {free} GB ledig på disken",
        "En time med {phones} telefoner fylder op til {needed} GB. Ryd op, så der er plads til det dobbelte.",
    ),
    en=(
        "Only {free} GB are free on the disk",
        "An hour with {phones} phones takes up to {needed} GB. Make room for twice that.",
    ),
)
SPACE_GONE = _kind(
    "space_gone",
    "problem",
    da=(
        "Disken er fuld: {free} GB ledig",
        "En time med {phones} telefoner fylder op til {needed} GB. Ryd op, før timen holdes.",
    ),
    en=(
        "The disk is full: {free} GB are free",
        "An hour with {phones} phones takes up to {needed} GB. Make room before the hour.",
    ),
)

# ---- the computer

ONE_CORE = _kind(
    "one_core",
    "attention",
    da=(
        "Computeren har kun én kerne",
        "Vis storskærm og styrepult på en anden computer, så Summe har kernen for sig selv.",
    ),
    en=(
        "This computer has only one core",
        "Show board and console on another computer, so that Summe has the core to itself.",
    ),
)
CORES = _kind("cores", "ok", da="Computeren har {cores} kerner", en="This computer has {cores} cores")
MEMORY = _kind("memory", "ok", da="{free} GB hukommelse er ledig", en="{free} GB of memory are free")
MEMORY_SHORT = _kind(
    "memory_short",
    "problem",
    da=(
        "Kun {free} GB hukommelse er ledig, og {phones} telefoner kræver {needed} GB",
        "Luk andre programmer, især browsere med mange faner.",
    ),
    en=(
        "Only {free} GB of memory are free, and {phones} phones take {needed} GB",
        "Close other programs, above all browsers with many tabs.",
    ),
)
FILES = _kind(
    "files",
    "ok",
    da="Systemet tillader {files} forbindelser på én gang",
    en="The system allows {files} connections at once",
)
FILES_FEW = _kind(
    "files_few",
    "problem",
    da=(
        "Systemet tillader kun {files} forbindelser på én gang, og {phones} telefoner kommer",
        "Hæv grænsen for åbne filer, før Summe starter: ulimit -n 20000, eller LimitNOFILE i systemd.",
    ),
    en=(
        "The system allows only {files} connections at once, and {phones} phones come",
        "Raise the limit of open files before Summe starts: ulimit -n 20000, or LimitNOFILE in systemd.",
    ),
)
ON_BATTERY = _kind(
    "on_battery",
    "attention",
    da=(
        "Computeren kører på batteri ({percent} %)",
        "Sæt den til strøm: på batteri bliver den langsommere, og den går lettere i dvale.",
    ),
    en=(
        "This computer runs on its battery ({percent} %)",
        "Plug it in: on battery it is slower, and goes to sleep more easily.",
    ),
)
PLUGGED_IN = _kind("plugged_in", "ok", da="Computeren får strøm", en="This computer is plugged in")

# ---- what is installed

SHEETS = _kind(
    "sheets", "ok", da="Drejebøger, der kan bruges: {count}", en="Run sheets that can be used: {count}"
)
SHEET_FAULTY = _kind(
    "sheet_faulty",
    "attention",
    da=(
        "Drejebogen {file} kan ikke bruges",
        "Hvad der er galt, står under Ny session; eller skriv: {command} check {path}",
    ),
    en=(
        "The run sheet {file} cannot be used",
        "What is wrong is under New session; or type: {command} check {path}",
    ),
)
NO_SHEET = _kind(
    "no_sheet",
    "problem",
    da=(
        "Der er ingen drejebog, der kan bruges, i {folder}",
        "Udelad SUMME_SESSIONS, så bruges de drejebøger, der følger med.",
    ),
    en=(
        "There is no usable run sheet in {folder}",
        "Leave SUMME_SESSIONS out, and those that come with Summe are used.",
    ),
)
PDF = _kind("pdf", "ok", da="Rapporten kan hentes som PDF", en="The report can be fetched as PDF")
NO_PDF = _kind(
    "no_pdf",
    "attention",
    da=(
        "Rapporten kan ikke hentes som PDF",
        "Installer tilvalget pdf, eller udskriv websiden som PDF fra browseren.",
    ),
    en=(
        "The report cannot be fetched as PDF",
        "Install the extra pdf, or print the web page as PDF from the browser.",
    ),
)
OFFICE = _kind(
    "office",
    "ok",
    da="Rapporten kan hentes til Word og PowerPoint",
    en="The report can be fetched for Word and PowerPoint",
)
NO_OFFICE = _kind(
    "no_office",
    "attention",
    da=(
        "Rapporten kan ikke hentes til Word og PowerPoint",
        "Installer tilvalget office, eller åbn rapporten som webside i Word.",
    ),
    en=(
        "The report cannot be fetched for Word and PowerPoint",
        "Install the extra office, or open the report as a web page in Word.",
    ),
)
SUGGESTIONS = _kind(
    "suggestions",
    "ok",
    da="Faldgruber foreslås ud fra stavning og betydning",
    en="Pitfalls are suggested by spelling and meaning",
)
SUGGESTIONS_BY_SPELLING = _kind(
    "suggestions_by_spelling",
    "ok",
    da="Faldgruber foreslås ud fra stavning",
    en="Pitfalls are suggested by spelling",
)
NO_SUGGESTIONS = _kind(
    "no_suggestions",
    "attention",
    da=(
        "Der foreslås ingen faldgruber",
        "Facilitatoren sorterer uden hjælp. Skal der foreslås, så installer tilvalget suggest.",
    ),
    en=(
        "No pitfalls are suggested",
        "The facilitator groups without help. For suggestions, install the extra suggest.",
    ),
)
SUGGESTIONS_OFF = _kind(
    "suggestions_off",
    "ok",
    da="Forslag til faldgruber er slået fra (SUMME_SUGGEST=off)",
    en="Suggested pitfalls are switched off (SUMME_SUGGEST=off)",
)

# ---- the load trial

_MEASURED_DA = (
    " Målt med {tried} simulerede telefoner på {seconds} sekunder: {joins} kan komme ind i sekundet, et "
    "spørgsmål er gemt inden for {ack} ms, og en besked til alle koster {delivery} µs pr. telefon."
)
_MEASURED_EN = (
    " Measured with {tried} simulated phones in {seconds} seconds: {joins} can come in a second, a question "
    "is saved within {ack} ms, and a message to everybody costs {delivery} µs for each phone."
)
_LIMITS: dict[Limit, tuple[str, str]] = {
    "processor": ("Processoren sætter grænsen.", "The processor is the limit."),
    "memory": ("Den ledige hukommelse sætter grænsen.", "The free memory is the limit."),
    "connections": (
        "Antallet af åbne filer sætter grænsen; hæv den med ulimit -n, eller LimitNOFILE i systemd.",
        "The number of open files is the limit; raise it with ulimit -n, or LimitNOFILE in systemd.",
    ),
    "setting": (
        "SUMME_PARTICIPANTS_PER_SESSION sætter grænsen.",
        "SUMME_PARTICIPANTS_PER_SESSION is the limit.",
    ),
}
CARRIES: dict[Limit, Kind] = {
    limit: _kind(
        f"carries_{limit}",
        "ok",
        da=("Computeren bærer omkring {phones} telefoner", da + _MEASURED_DA),
        en=("This computer carries about {phones} phones", en + _MEASURED_EN),
    )
    for limit, (da, en) in _LIMITS.items()
}
CARRIES_TOO_FEW: dict[Limit, Kind] = {
    limit: _kind(
        f"carries_too_few_{limit}",
        "problem",
        da=(
            "Computeren bærer kun omkring {phones} telefoner, og {expected} kommer",
            f"{da} Luk andre programmer, sæt den til strøm, og prøv igen, eller brug en anden.{_MEASURED_DA}",
        ),
        en=(
            "This computer carries only about {phones} phones, and {expected} come",
            f"{en} Close other programs, plug it in and try again, or use another one.{_MEASURED_EN}",
        ),
    )
    for limit, (da, en) in _LIMITS.items()
}
TRIAL_FAILED = _kind(
    "trial_failed",
    "attention",
    da=("Computeren kunne ikke prøves ({why})", "Luk andre programmer, og prøv igen."),
    en=("This computer could not be tried ({why})", "Close other programs, and try again."),
)
TRIAL_GAVE_WAY = _kind(
    "trial_gave_way",
    "attention",
    da=(
        "Prøven er stoppet, fordi der kom rigtige telefoner",
        "Prøv igen, når ingen session har telefoner.",
    ),
    en=("The trial has stopped, since real phones came", "Try again when no session has phones."),
)
