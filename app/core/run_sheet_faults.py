"""What is found wrong in a run sheet, and what is expected instead: every sentence, in every language.

A sentence with values in it is a function of these, so that the type check finds a language or a value that
it lacks. They stand behind "found" and "expected", and name keys and values as the file has them.
"""

import re
from collections.abc import Iterable

from app.core.languages import PerLanguage, alike

Worded = PerLanguage[str]
LONGEST_SHOWN = 60
NOTHING: Worded = {"da": "ingenting", "en": "nothing"}
AN_EMPTY_TEXT: Worded = {"da": "en tom tekst", "en": "an empty text"}
AN_EMPTY_LIST: Worded = {"da": "en tom liste", "en": "an empty list"}
MISSING = (NOTHING, AN_EMPTY_TEXT, AN_EMPTY_LIST)


def _count(number: int) -> Worded:
    """A number with the marks of its thousands."""
    return {"da": f"{number:,}".replace(",", "."), "en": f"{number:,}"}


def _or(values: Iterable[str]) -> Worded:
    ordered = sorted(values)
    return {"da": " eller ".join(ordered), "en": " or ".join(ordered)}


# ---- what is found


def as_written(value: object) -> Worded:
    """The value itself, or the beginning of it; one of MISSING where it is none, or an empty one."""
    if value is None:
        return NOTHING
    if isinstance(value, str) and not value.strip():
        return AN_EMPTY_TEXT
    if value == []:
        return AN_EMPTY_LIST
    shown = repr(value)
    return alike(shown if len(shown) < LONGEST_SHOWN else shown[: LONGEST_SHOWN - 3] + "…")


def so_many_characters(number: int) -> Worded:
    return {"da": f"{number} tegn", "en": f"{number} characters"}


def so_many(number: int) -> Worded:
    return {"da": f"{number} i alt", "en": f"{number} of them"}


def so_many_bytes(number: int) -> Worded:
    count = _count(number)
    return {"da": f"{count['da']} byte", "en": f"{count['en']} bytes"}


def a_weak_colour(colour: str, ground: str, contrast: float) -> Worded:
    # Rounded down: 4.496 is not 4.5.
    shown = f"{int(contrast * 100) / 100:g}:1"
    return {
        "da": f"{colour}, hvis kontrast til {ground} er {shown.replace('.', ',')}",
        "en": f"{colour}, whose contrast with {ground} is {shown}",
    }


A_TEXT_WITHOUT_LOGO: Worded = {"da": "ord til et logo, men intet logo", "en": "words for a logo, but no logo"}


NO_FILE: Worded = {"da": "det er ingen fil", "en": "it is no file"}


def an_unreadable_file(why: Worded) -> Worded:
    return {
        "da": f"en fil, der ikke kan læses ({why['da']})",
        "en": f"a file that cannot be read ({why['en']})",
    }


def so_many_besides(number: int) -> Worded:
    count = _count(number)
    return {"da": f"{count['da']} fejl mere", "en": f"{count['en']} faults besides these"}


def an_id_of_another_file(id: str, file: str) -> Worded:
    return {"da": f"{id!r}, som {file} også har", "en": f"{id!r}, which {file} has too"}


# ---- what is expected


A_TABLE: Worded = {"da": "en tabel", "en": "a table"}


def a_key_like(close: str) -> Worded:
    return {"da": f"måske {close!r}?", "en": f"did you mean {close!r}?"}


def one_of(known: Iterable[str]) -> Worded:
    names = ", ".join(sorted(known))
    return {"da": f"en af disse: {names}", "en": f"one of: {names}"}


ONE_WORD_AT_LEAST: Worded = {"da": "mindst ét ord", "en": "at least one word"}
ONE_TEXT_AT_LEAST: Worded = {"da": "mindst én tekst", "en": "at least one text"}
WORDS_BETWEEN_QUOTES: Worded = {"da": "ord i anførselstegn", "en": "words between quotes"}
WORDS_WITHOUT_CONTROL_CHARACTERS: Worded = {
    "da": "ord uden styretegn",
    "en": "words without control characters",
}


def words_in_each_language(languages: Iterable[str]) -> Worded:
    example = "{ " + ", ".join(f'{code} = "…"' for code in languages) + " }"
    return {"da": f"ordene på hvert sprog: {example}", "en": f"the words in each language: {example}"}


def one_of_the_languages(languages: Iterable[str]) -> Worded:
    codes = ", ".join(languages)
    return {"da": f"et af drejebogens sprog: {codes}", "en": f"one of the sheet's languages: {codes}"}


def at_most_characters(most: int) -> Worded:
    return {"da": f"højst {most} tegn", "en": f"at most {most} characters"}


def at_most_bytes(most: int) -> Worded:
    count = _count(most)
    return {"da": f"højst {count['da']} byte", "en": f"at most {count['en']} bytes"}


def what_fits(most: int) -> Worded:
    return {
        "da": f"højst {most}, så det kan være på alle skærme",
        "en": f"{most} or fewer, to fit every screen",
    }


A_LIST_OF_TEXTS: Worded = {"da": "en liste med tekster", "en": "a list of texts"}
A_LIST_OF_WORDS: Worded = {"da": "en liste med ord", "en": "a list of words"}


A_LIST_OF_NAMES: Worded = {"da": "en liste med navne", "en": "a list of names"}


def a_whole_number(low: int, high: int) -> Worded:
    return {"da": f"et helt tal fra {low} til {high}", "en": f"a whole number from {low} to {high}"}


TRUE_OR_FALSE: Worded = {"da": "true eller false", "en": "true or false"}
AN_ID: Worded = {
    "da": "et id af små bogstaver a-z, tal og bindestreger, højst 32 tegn",
    "en": "an id of small letters, digits and dashes, at most 32 characters",
}


def another_id_than(reserved: Iterable[str]) -> Worded:
    names = _or(reserved)
    return {"da": f"et andet id end {names['da']}", "en": f"another id than {names['en']}"}


AN_ID_OF_NO_OTHER_PITFALL: Worded = {
    "da": "et id, som ingen anden faldgrube har",
    "en": "an id no other pitfall has",
}
AN_ID_OF_NO_OTHER_WORD: Worded = {"da": "et id, som intet andet ord har", "en": "an id no other word has"}


AN_ID_THAT_IS_NO_DEVICE: Worded = {
    "da": "et andet id, for Windows har ingen filer med det navn",
    "en": "another id, since Windows has no files of this name",
}
THESE_MENDED_FIRST: Worded = {"da": "at disse rettes først", "en": "these to be mended first"}
AN_ID_OF_ITS_OWN: Worded = {"da": "et id for sig selv", "en": "an id of its own"}


def the_id_of_the_file(id: str) -> Worded:
    return {"da": f"{id!r}, som filen hedder", "en": f"{id!r}, as the file is called"}


def the_id_it_was_opened_by(id: str) -> Worded:
    return {"da": f"{id!r}; en kopi må få sit eget id", "en": f"{id!r}; a copy may have an id of its own"}


A_COLOUR: Worded = {"da": 'en farve som "#0b5d3b"', "en": 'a colour such as "#0b5d3b"'}


def a_stronger_colour(least: float, nearest: str) -> Worded:
    contrast = f"{least:g}:1"
    return {
        "da": f'{contrast.replace(".", ",")} eller mere; den nærmeste farve, der har det, er "{nearest}"',
        "en": f'{contrast} or more; the nearest colour that has it is "{nearest}"',
    }


A_LOGO_FILE: Worded = {
    "da": "navnet på en SVG- eller PNG-fil ved siden af drejebogen",
    "en": "the name of an SVG or PNG file beside the run sheet",
}
A_LOGO_BESIDE_IT: Worded = {"da": "logo ved siden af", "en": "logo beside it"}


CODES_OF_LANGUAGES: Worded = {
    "da": 'koder på to bogstaver, hver én gang, som ["da", "en"]',
    "en": 'codes of two letters, each once, such as ["da", "en"]',
}
ONE_OF_THE_MODERATIONS: Worded = {"da": '"flagged", "all" eller "none"', "en": '"flagged", "all" or "none"'}


def one_to_many_pitfalls(most: int) -> Worded:
    return {"da": f"en til {most} [[pitfalls]]", "en": f"one to {most} [[pitfalls]]"}


EXACTLY_THREE_WORDS: Worded = {"da": "præcis tre ord", "en": "exactly three words"}
A_FILE_IN_UTF_8: Worded = {"da": "en TOML-fil i UTF-8", "en": "a TOML file in UTF-8"}


VALID_TOML: Worded = {"da": "gyldig TOML", "en": "valid TOML"}


# ---- logos

# What is found.
NO_IMAGE: Worded = {"da": "intet billede", "en": "no image"}
A_LARGE_FILE: Worded = {"da": "en stor fil", "en": "a large file"}
A_DAMAGED_DATA_URL: Worded = {"da": "en beskadiget data-URL", "en": "a damaged data URL"}
AN_SVG_WITH_ENTITIES: Worded = {
    "da": "en SVG med sine egne entiteter",
    "en": "an SVG with entities of its own",
}
A_DEEP_SVG: Worded = {"da": "en SVG med for mange lag", "en": "an SVG that nests too deep"}
AN_SVG_WITHOUT_SIZE: Worded = {"da": "en SVG uden størrelse", "en": "an SVG without a size"}
AN_SVG_WITH_DASHES: Worded = {"da": "en SVG med stiplede linjer", "en": "an SVG with dashed lines"}
CLIPS_IN_CLIPS: Worded = {"da": "en SVG med clipPath i clipPath", "en": "an SVG with clipPath in clipPath"}
A_DAMAGED_PNG: Worded = {"da": "en beskadiget PNG", "en": "a PNG that is damaged"}
NO_PNG: Worded = {"da": "en fil, der ikke er en PNG", "en": "a file that is no PNG"}

# What is expected.
AN_IMAGE_IN_BASE64: Worded = {"da": "et billede i Base64", "en": "an image in Base64"}
AN_SVG: Worded = {"da": "en SVG", "en": "an SVG"}
A_WHOLE_SVG: Worded = {"da": "en hel SVG-fil", "en": "a whole SVG file"}
A_PLAIN_SVG: Worded = {"da": "en enkel SVG uden DTD", "en": "a plain SVG, without a DTD"}
LETTERS_AS_PATHS: Worded = {"da": "bogstaverne tegnet som kurver (paths)", "en": "its letters as paths"}
ONLY_SHAPES: Worded = {"da": "kun former og farveforløb", "en": "shapes and gradients only"}
A_WHOLE_DRAWING: Worded = {
    "da": "en tegning, der ikke henter noget udefra",
    "en": "a drawing that is whole by itself",
}
UNCLIPPED_CLIPS: Worded = {
    "da": "udsnit, der ikke selv er beskåret",
    "en": "clips that are not clipped themselves",
}
A_VIEW_BOX: Worded = {
    "da": 'en viewBox som "0 0 300 100"',
    "en": 'a viewBox such as "0 0 300 100"',
}
ONLY_COLOURS: Worded = {"da": "kun farver og streger", "en": "colours and strokes only"}
DASHES_AS_SHAPES: Worded = {"da": "stregerne som former", "en": "the dashes as shapes"}
A_WHOLE_PNG: Worded = {"da": "en hel PNG-fil", "en": "a whole PNG file"}
A_PNG: Worded = {"da": "en PNG", "en": "a PNG"}


def a_damaged_svg(error: object) -> Worded:
    """`error` is the parser's."""
    return {"da": f"en beskadiget SVG ({error})", "en": f"an SVG that is damaged ({error})"}


def a_file_that_begins_with(element: str) -> Worded:
    return {"da": f"en fil, der begynder med <{element}>", "en": f"a file that begins with <{element}>"}


def an_svg_with(what: str) -> Worded:
    return {"da": f"en SVG med {what}", "en": f"an SVG with {what}"}


def an_svg_with_style(style: str) -> Worded:
    return {"da": f"en SVG med stilen {style!r}", "en": f"an SVG with the style {style!r}"}


def an_svg_that_refers_to(target: str) -> Worded:
    return {"da": f"en SVG, der henviser til {target!r}", "en": f"an SVG that refers to {target!r}"}


def an_svg_of(width: float, height: float) -> Worded:
    return {"da": f"en SVG på {width:g} x {height:g}", "en": f"an SVG of {width:g} x {height:g}"}


def a_logo_of(width: float, height: float) -> Worded:
    return {"da": f"et logo på {width:g} x {height:g}", "en": f"a logo of {width:g} x {height:g}"}


def so_many_pixels(width: int, height: int) -> Worded:
    return {"da": f"{width} x {height} pixel", "en": f"{width} x {height} pixels"}


def at_most_pixels(most: int) -> Worded:
    return {"da": f"højst {most} x {most}", "en": f"at most {most} x {most}"}


def at_most_elements(most: int) -> Worded:
    return {"da": f"højst {most} elementer inde i hinanden", "en": f"at most {most} elements in each other"}


def at_most_so_wide(times: int) -> Worded:
    return {"da": f"højst {times} gange så bredt som højt", "en": f"at most {times} times as wide as high"}


def what_wifi_carries(most: int) -> Worded:
    count = _count(most)
    return {
        "da": f"højst {count['da']}, så et dårligt wi-fi kan bære det",
        "en": f"at most {count['en']}, which bad Wi-Fi can carry",
    }


# Why the file of a logo cannot be read; stands in brackets behind its name.
WRONG_ENDING: Worded = {"da": "hverken .svg eller .png", "en": "neither .svg nor .png"}
A_PATH_IN_IT: Worded = {"da": "et navn med en sti i", "en": "a name with a path in it"}
OUT_OF_THE_FOLDER: Worded = {"da": "den fører ud af mappen", "en": "it points out of the folder"}
NO_SUCH_FILE: Worded = {"da": "filen findes ikke", "en": "there is no such file"}


def more_than_bytes(most: int) -> Worded:
    count = _count(most)
    return {"da": f"mere end {count['da']} byte", "en": f"more than {count['en']} bytes"}


def a_logo_file_that_fails(name: str, why: Worded) -> Worded:
    return {"da": f"{name!r} ({why['da']})", "en": f"{name!r} ({why['en']})"}


# ---- TOML

NESTED_TOO_DEEPLY: Worded = {
    "da": "lister eller tabeller inde i hinanden i for mange lag",
    "en": "lists or tables inside each other too deeply",
}
TOO_MANY_DIGITS: Worded = {"da": "et tal med alt for mange cifre", "en": "a number of far too many digits"}


def a_key_of_many_parts(most: int, line: int) -> Worded:
    return {
        "da": f"en nøgle med mere end {most} led (på linje {line})",
        "en": f"a key of more than {most} parts (at line {line})",
    }


def a_number_of_many_bits(most: int) -> Worded:
    return {"da": f"et tal på mere end {most} bit", "en": f"a number of more than {most} bits"}


def more_than_values(most: int) -> Worded:
    count = _count(most)
    return {"da": f"mere end {count['da']} værdier", "en": f"more than {count['en']} values"}


# What Python's reader of TOML says, as patterns; {0} is what the pattern's brackets hold.
_TOML: dict[str, Worded] = {
    "Invalid statement": {"da": "en linje, der ikke er TOML", "en": "a line that is no TOML"},
    "Expected newline or end of document after a statement": {
        "da": "mere på linjen, hvor den skulle slutte",
        "en": "more on the line where it should end",
    },
    "Expected (['\"].*)": {
        "da": "intet {0}, hvor en tekst skulle slutte",
        "en": "no {0} where a text should end",
    },
    "(?:Found invalid|Illegal) character (.*)": {
        "da": "tegnet {0}, som ikke må stå der",
        "en": "the character {0}, which may not stand there",
    },
    r"Cannot (?:declare|redefine namespace) \((.*?),?\)(?: twice)?": {
        "da": "tabellen {0} to gange",
        "en": "the table {0} twice",
    },
    r"Cannot mutate immutable namespace \((.*?),?\)": {
        "da": "mere til {0}, som er skrevet færdig",
        "en": "more for {0}, which is written to its end",
    },
    "Cannot overwrite a value": {
        "da": "en nøgle, der allerede er brugt",
        "en": "a key that is used already",
    },
    "Duplicate inline table key (.*)": {
        "da": "nøglen {0} to gange i samme tabel",
        "en": "the key {0} twice in one table",
    },
    r"Expected '(\]\]?)' at the end of a(?: table|n array) declaration": {
        "da": "intet {0}, hvor tabellens navn skulle slutte",
        "en": "no {0} where the name of a table should end",
    },
    "Expected '=' after a key in a key/value pair": {
        "da": "intet = efter en nøgle",
        "en": "no = after a key",
    },
    "Invalid initial character for a key part": {
        "da": "et tegn, som ingen nøgle kan begynde med",
        "en": "a character with which no key can begin",
    },
    "Unclosed array": {"da": "en liste uden ] til sidst", "en": "a list without ] at its end"},
    "Unclosed inline table": {"da": "en tabel uden } til sidst", "en": "a table without } at its end"},
    r"Unescaped '\\' in a string": {
        "da": "en omvendt skråstreg i en tekst; skriv to i træk",
        "en": "a backslash in a text; write two of them",
    },
    "Invalid hex value": {
        "da": "en tegnkode, der ikke er hexadecimal",
        "en": "the code of a character that is not hexadecimal",
    },
    "Escaped character is not a Unicode scalar value": {
        "da": "en tegnkode, som intet tegn har",
        "en": "a code that no character has",
    },
    "Unterminated string": {
        "da": "en tekst uden anførselstegn til sidst",
        "en": "a text without a quotation mark at its end",
    },
    "Invalid date or datetime": {"da": "en dato, der ikke findes", "en": "a date that there is not"},
    "Invalid value": {
        "da": "en værdi, der ikke er TOML; mangler der anførselstegn?",
        "en": "a value that is no TOML; does it lack quotation marks?",
    },
}
_PLACED = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


def what_toml_says(message: str) -> Worded:
    """What Python's reader of TOML says; of a message that a newer Python may have, its place at least."""
    placed = _PLACED.fullmatch(message)
    if placed is None:
        return {"da": "noget, der ikke er TOML", "en": message}
    said, line, column = placed.groups()
    at: Worded = {
        "da": f"(på linje {line}, tegn {column})" if line else "(til sidst i teksten)",
        "en": f"(at line {line}, column {column})" if line else "(at end of document)",
    }
    for pattern, words in _TOML.items():
        if (found := re.fullmatch(pattern, said, re.DOTALL)) is not None:
            value = (*found.groups(), "")[0]
            return {
                "da": f"{words['da'].replace('{0}', value)} {at['da']}",
                "en": f"{words['en'].replace('{0}', value)} {at['en']}",
            }
    return {"da": f"noget, der ikke er TOML {at['da']}", "en": message}


# ---- why the editor cannot do what was asked for

UNKNOWN_SHEET: Worded = {
    "da": "Den drejebog findes ikke, eller den kan ikke ændres sådan; se listen.",
    "en": "There is no such run sheet, or it cannot be changed so; see the list.",
}
CHANGED_MEANWHILE: Worded = {
    "da": "En anden har gemt drejebogen imens. Intet blev gemt: Hent den andens, og sammenlign.",
    "en": "Another has saved this run sheet meanwhile. Nothing was saved: fetch theirs, and compare.",
}
MENDED_FIRST: Worded = {
    "da": "Drejebogen er ikke TOML. Ret den først.",
    "en": "This run sheet is no TOML. Mend it first.",
}
NOT_IN_FORM: Worded = {
    "da": "Det kan ikke ændres i formularen, da teksten ikke er TOML her. Ret det i teksten.",
    "en": "This cannot be changed in the form, since the text is no TOML here. Change it in the text.",
}


def id_taken(id: str) -> Worded:
    return {
        "da": f"En anden drejebog har id'et {id!r}. Giv denne et andet.",
        "en": f"Another run sheet has the id {id!r}. Give this one another.",
    }


def too_many_sheets(most: int) -> Worded:
    return {
        "da": f"Der er allerede {most} egne drejebøger. Fjern en, eller hæv SUMME_RUN_SHEETS.",
        "en": (f"There are {most} run sheets of your own already. Remove one, or raise SUMME_RUN_SHEETS."),
    }


# ---- a line for each fault


def line(file: str, number: int, key: str, found: Worded, expected: Worded, *, warning: bool) -> Worded:
    """A fault or a warning with its place; the key is "" where the whole file is meant."""
    return {
        "da": (
            f"{file}:{number}: {'advarsel' if warning else 'fejl'}: {key or 'filen'}: "
            f"fundet: {found['da']}, forventet: {expected['da']}"
        ),
        "en": (
            f"{file}:{number}: {'warning' if warning else 'error'}: {key or 'the file'}: "
            f"found {found['en']}, expected {expected['en']}"
        ),
    }
