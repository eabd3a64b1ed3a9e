"""The texts of the privacy page. They must be true: the code has to do what they say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.languages import PerLanguage

Part = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Words:
    """The texts in one language; `name` is the language's own name.

    `parts` makes headings with their sentences from the organiser's contact and the retention in days.
    """

    name: str
    title: str
    parts: Callable[[str, int], Sequence[Part]]


def _da(contact: str, days: int) -> Sequence[Part]:
    who = (
        f"Den, der holder mødet, er dataansvarlig: {contact}"
        if contact
        else "Den, der holder mødet, er dataansvarlig. Spørg den, der har inviteret dig, hvordan du får fat "
        "i arrangøren."
    )
    return (
        (
            "Hvem har ansvaret",
            (
                who,
                "Summe er programmet på den server, som arrangøren bruger. Står serveren hos "
                "andre, behandler de kun data for arrangøren.",
            ),
        ),
        (
            "Hvad der bliver gemt",
            (
                "Dine spørgsmål, hvilke andres spørgsmål du også vil have svar på, dine svar til sidst, din "
                "prik i trekanten, og hvornår det kom. Forbinder du din telefon med din nabos, så også, at I "
                "er et par, og hvilke spørgsmål der er fra jer begge.",
                "Der er ingen konto. Programmet spørger ikke om navn eller mail, og det gemmer ikke din "
                "IP-adresse. Din telefon laver et tilfældigt tal, så den kan kendes igen; serveren "
                "gemmer kun et aftryk af det.",
                "Skriv ikke navne, CPR-numre eller noget, en bestemt borger kan kendes på.",
            ),
        ),
        (
            "Hvorfor",
            (
                "Så salen kan se og besvare spørgsmålene, og så arrangøren kan følge op på dem bagefter. "
                "Arrangøren kan sige, på hvilket retsgrundlag det sker.",
            ),
        ),
        (
            "Hvem der ser det",
            (
                "Spørgsmål kan komme på storskærmen og i rapporten, uden at nogen kan se, hvem der "
                "har skrevet dem. Ligner noget et navn eller et nummer, bliver det læst, før det kan vises.",
                "Arrangøren og facilitatoren kan hente rapporten. Programmet sender ikke noget til "
                "andre. Der er ingen cookies og ingen måling.",
            ),
        ),
        (
            "Hvor længe",
            (
                f"Alt bliver slettet af sig selv, {_days_da(days)} efter at sessionen er slut. En "
                "session, som ingen afslutter, slutter af sig selv en uge efter sin dag, eller en uge "
                "efter at der sidst er sket noget, hvis det er senere. "
                "Arrangøren kan slette før.",
                "Arrangøren kan læse spørgsmål, der har været vist, igennem og beholde dem som eksempler til "
                "næste gang. De bliver, til arrangøren fjerner dem. Når sessionen er slettet, er det kun "
                "teksten, uden noget om dig. Det, der blev holdt tilbage, eller "
                "som ligner et navn eller et nummer, bliver aldrig beholdt.",
                "Arrangøren kan vælge at beholde anonyme tal, når sessionen bliver slettet: hvor mange der "
                "var med, hvor mange der spurgte om hvad, hvor mange der fik svar, og midten af prikkerne. "
                "Ingen ord og ingen enkelte svar er med, og tal under fem er skjult. De bliver, til "
                "arrangøren fjerner dem.",
                "Rapporter, der er hentet, og sikkerhedskopier passer arrangøren på.",
            ),
        ),
        (
            "Få noget slettet",
            (
                "Du kan selv trække et spørgsmål tilbage på din telefon, så længe sessionen er i gang. Så "
                "bliver ordene slettet på serveren med det samme, også hvis de er beholdt som eksempel. "
                "Retter du et spørgsmål, bliver det, der stod før, slettet med det samme.",
                "Har du gemt linket til Min side, kan du gøre det fra en anden telefon. Linket har det "
                "tilfældige tal i sig, så alle, der har det, kan se siden og handle som dig, indtil "
                "sessionen er slettet.",
                "Er det for sent, eller har du en anden telefon nu og intet link, så sig til arrangøren, "
                "hvad der stod. "
                "Ingen kan slå op, hvad netop du har skrevet.",
            ),
        ),
        (
            "Dine rettigheder",
            (
                "Du har ret til indsigt, rettelse, sletning, begrænsning og indsigelse hos "
                "den dataansvarlige, så langt det kan lade sig gøre uden at vide, hvem der har skrevet hvad. "
                "Du kan klage til Datatilsynet (datatilsynet.dk).",
            ),
        ),
    )


def _en(contact: str, days: int) -> Sequence[Part]:
    who = (
        f"Whoever holds the meeting is the data controller: {contact}"
        if contact
        else "Whoever holds the meeting is the data controller. Ask whoever invited you how to reach the "
        "organiser."
    )
    return (
        (
            "Who is responsible",
            (
                who,
                "Summe is the program on the server that the organiser uses. If others run the server, they "
                "process data for the organiser only.",
            ),
        ),
        (
            "What is kept",
            (
                "Your questions, which of the others’ questions you want answered too, your answers at the "
                "end, your dot in the triangle, and when it came. If you link your phone with your "
                "neighbour’s: that you are a pair, too, and which questions are from both of you.",
                "There is no account. The program asks for no name or e-mail and does not keep your IP "
                "address. Your phone makes a random number so that it is known again; the server keeps only "
                "a fingerprint of it.",
                "Do not write names, civil registration numbers or anything that a particular person can be "
                "known by.",
            ),
        ),
        (
            "Why",
            (
                "So that the room can see and answer the questions, and the organiser can follow them up "
                "afterwards. The organiser can tell on which legal basis.",
            ),
        ),
        (
            "Who sees it",
            (
                "Questions may be shown on the big screen and in the report, and nobody can see who wrote "
                "them. If something looks like a name or a number, it is read before it can be shown.",
                "The organiser and the facilitator can fetch the report. The program sends nothing "
                "to anybody else. There are no cookies and no tracking.",
            ),
        ),
        (
            "For how long",
            (
                f"Everything is erased by itself {_days_en(days)} after the session has ended. A "
                "session that nobody ends is over a week after its day, or a week after the last that "
                "happened, if that was later. The organiser can erase it earlier.",
                "The organiser can read through questions that were shown, and keep them as examples for the "
                "next time. They stay until the organiser removes them. Once the session is erased it is "
                "only the text, with nothing about you. What was held back, or looks like a name or a "
                "number, is never kept.",
                "The organiser can choose to keep anonymous figures when the session is erased: how many "
                "took part, how many asked about what, how many were answered, and the centre of the dots. "
                "They hold no words and no single answers, and figures below five are hidden. They stay "
                "until the organiser removes them.",
                "Reports that were fetched, and backups, are in the organiser’s care.",
            ),
        ),
        (
            "Having something erased",
            (
                "You can withdraw a question yourself on your phone while the session is on. Its words are "
                "then erased from the server at once, also if they are kept as an example. If you edit a "
                "question, what it said before is erased at once.",
                "If you have kept the link to My page, you can do so on another phone. The link has the "
                "random number in it, so everyone who has it can see the page and act as you until the "
                "session is erased.",
                "If it is too late, or you have another phone now and no link, tell the organiser what it "
                "said. Nobody can look up what you in particular have written.",
            ),
        ),
        (
            "Your rights",
            (
                "You have the right of access, rectification, erasure, restriction and objection towards the "
                "controller, as far as that is possible without knowing who wrote what. You can complain to "
                "the Danish Data Protection Agency (datatilsynet.dk).",
            ),
        ),
    )


def _days_da(days: int) -> str:
    return "1 dag" if days == 1 else f"{days} dage"


def _days_en(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


WORDS: PerLanguage[Words] = {
    "da": Words("Dansk", "Om dine data", _da),
    "en": Words("English", "About your data", _en),
}
