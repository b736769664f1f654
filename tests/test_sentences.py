"""Tests of the sentences, said to Assist as people say them."""

import asyncio
from datetime import timedelta
from itertools import islice
import logging
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from hassil import Intents, TextSlotList
from hassil.sample import sample_sentence
from home_assistant_intents import get_intents
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    CommandNeverEnds,
    CommandUnchanged,
    Empty,
    Endpoint,
    Network,
    Server,
)
from custom_components.blink_thumbnail.const import DOMAIN
from custom_components.blink_thumbnail.grammar import KINDS
from custom_components.blink_thumbnail.updates import REASONS
from homeassistant.components.conversation import ConversationInput, async_converse
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.components.conversation.default_agent import DefaultAgent
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import EVENT_COMPONENT_LOADED
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    intent,
)
from homeassistant.setup import ATTR_COMPONENT, async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import IMAGE, add_entry, press, state_of
from .repository import INTEGRATION, read_json
from .translated import placeholders

LANGUAGES: dict[str, Any] = {
    path.stem: read_json(path) for path in (INTEGRATION / "spoken").iterdir()
}
NAMES: Final = (
    *("Front door", "Omas Garten", "Porte d'entrée", "Entrée n° 2", "Büro/Flur"),
    *("Cam (hinten)", "Puerta principal", "Ingresso", "Voordeur", "Hinterhof-Kamera"),
)


class Said(NamedTuple):
    """What Assist has answered."""

    text: str
    is_understood: bool


@pytest.fixture(autouse=True)
async def _assist(hass: HomeAssistant) -> None:
    """Set Assist up, as nearly every Home Assistant has it."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    for component in ("homeassistant", "intent", "conversation"):
        assert await async_setup_component(hass, component, {})


async def say(
    hass: HomeAssistant,
    sentence: str,
    language: str = "en",
    user_id: str | None = None,
    device_id: str | None = None,
    satellite_id: str | None = None,
) -> Said:
    """Say something to Assist, and return what it answers."""
    result = await async_converse(
        hass,
        sentence,
        None,
        Context(user_id=user_id),
        language=language,
        device_id=device_id,
        satellite_id=satellite_id,
    )
    response = result.response
    return Said(
        response.speech["plain"]["speech"],
        response.response_type is not intent.IntentResponseType.ERROR,
    )


async def expose(hass: HomeAssistant, *entity_ids: str, expose: bool = True) -> None:
    """Expose entities to Assist, as the user does in the voice settings."""
    for entity_id in entity_ids:
        async_expose_entity(hass, "conversation", entity_id, expose)
    await hass.async_block_till_done()


def images(hass: HomeAssistant) -> list[str]:
    """Return all images of cameras."""
    return sorted(hass.states.async_entity_ids("image"))


async def put_into_area(hass: HomeAssistant, entity_id: str, name: str) -> str:
    """Put a camera into an area, and return its ID."""
    entity = er.async_get(hass).async_get(entity_id)
    assert entity and entity.device_id
    area_id = ar.async_get(hass).async_get_or_create(name).id
    dr.async_get(hass).async_update_device(entity.device_id, area_id=area_id)
    await hass.async_block_till_done()
    return area_id


@pytest.fixture
async def cameras(
    hass: HomeAssistant, server: Server, account: Account, network: Network
) -> dict[str, Camera]:
    """Return exposed cameras with names as people give them."""
    cameras = {name: network.add_camera(name) for name in NAMES}
    await add_entry(hass, account)
    await expose(hass, *images(hass))
    return cameras


FRONT, GRANNY, PORTE, TWO, OFFICE, BACK, PUERTA, INGRESSO, VOORDEUR, YARD = NAMES

# What is said in each language, and who takes a picture for it.
TAKE: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "take a picture of the front door": (FRONT,),
        "Please take a photo of the front door.": (FRONT,),
        "Take a new snapshot of front door, please!": (FRONT,),
        "Can you take me a fresh picture of the front door camera?": (FRONT,),
        "grab an image from the front door": (FRONT,),
        "snap another picture at our front door": (FRONT,),
        "take a front door picture": (FRONT,),
        "Update the thumbnail of the front door": (FRONT,),
        "please update the picture from the front door": (FRONT,),
        "Could you get me a picture with the Hinterhof-Kamera": (YARD,),
        "take a photo of Entrée n° 2": (TWO,),
        "take a photo of entree n 2": (TWO,),
        "take a picture of Büro/Flur": (OFFICE,),
        "take a picture of cam (hinten)": (BACK,),
        "take a picture of cam hinten": (BACK,),
        "take a picture of the front door and Omas Garten": (FRONT, GRANNY),
        "take a picture of the front door and of Omas Garten": (FRONT, GRANNY),
        "could you please update the picture of the front door": (FRONT,),
        "take one picture of the front door": (FRONT,),
        "I want you to take a picture of the front door now": (FRONT,),
        "refresh the front door picture": (FRONT,),
        "would you take another photo of the front door again please": (FRONT,),
        "Front door camera, take a picture": (FRONT,),
        "Use the front door camera to take a picture": (FRONT,),
        "Have the front door take a new picture": (FRONT,),
        "Picture of the front door please": (FRONT,),
        "I'd like a picture of the front door": (FRONT,),
        "Can I get a new picture of the front door?": (FRONT,),
        "Give me a photo from the front door": (FRONT,),
        "I need another photo of the front door": (FRONT,),
        "Photograph the front door": (FRONT,),
        "take a picture using the front door camera": (FRONT,),
        "shoot a photo of the front door": (FRONT,),
    },
    "de": {
        "Mach ein Foto von Omas Garten": (GRANNY,),
        "Mach bitte ein neues Bild von Omas Garten.": (GRANNY,),
        "Bitte nimm ein Foto von Omas Garten auf": (GRANNY,),
        "Kannst du bitte ein Foto in Omas Garten machen?": (GRANNY,),
        "Könntest du mir ein aktuelles Bild vom Hinterhof aufnehmen": (YARD,),
        "mach mir einen Schnappschuss von der Hinterhofkamera, bitte": (YARD,),
        "Fotografiere den Hinterhof": (YARD,),
        "Aktualisiere das Vorschaubild vom Hinterhof": (YARD,),
        "Mach ein Foto mit der Kamera Cam hinten": (BACK,),
        "Mach noch ein Foto von Cam (hinten)": (BACK,),
        "Knips ein Bild vom Büro Flur": (OFFICE,),
        "Mach ein Foto von Büro/Flur": (OFFICE,),
        "Mach ein Foto vom buro flur": (OFFICE,),
        "Mach ein Foto von Omas Garten und vom Hinterhof": (GRANNY, YARD),
        "Mache Bilder vom Hinterhof und Omas Garten": (YARD, GRANNY),
        "Mache ein Bild vom Hinterhof und Omas Garten": (YARD, GRANNY),
        "Mach nochmal ein Foto vom Hinterhof": (YARD,),
        "Mach jetzt mal ein Bild vom Hinterhof": (YARD,),
        "Kannst du den Hinterhof fotografieren?": (YARD,),
        "Kannst du das Bild vom Hinterhof aktualisieren": (YARD,),
        "Lass den Hinterhof ein Foto machen": (YARD,),
        "Foto vom Hinterhof bitte": (YARD,),
        "Ein neues Bild vom Hinterhof, bitte": (YARD,),
        "Kann die Hinterhof-Kamera ein Foto machen?": (YARD,),
        "Lass bitte mal die Hinterhofkamera ein Bild aufnehmen": (YARD,),
        "Mach mit der Hinterhofkamera ein Foto": (YARD,),
        "Kannst du mit der Hinterhofkamera ein Foto machen?": (YARD,),
        "Mach vom Hinterhof bitte ein Foto": (YARD,),
        "Bitte vom Hinterhof ein Foto machen": (YARD,),
        "Ich möchte ein Foto vom Hinterhof": (YARD,),
        "Ich hätte gern ein aktuelles Bild vom Hinterhof": (YARD,),
        "Gib mir ein Foto vom Hinterhof": (YARD,),
    },
    "fr": {
        "Prends une photo de la porte d'entrée": (PORTE,),
        "Prends-moi une photo de la porte d\u2019entrée, s\u2019il te plaît.": (PORTE,),
        "S'il te plaît, fais une nouvelle photo de la porte d'entrée": (PORTE,),
        "Peux-tu prendre une photo de la porte d'entrée ?": (PORTE,),
        "Pouvez-vous faire une image de la caméra de la porte d'entrée": (PORTE,),
        "Fais une capture de la porte d'entree": (PORTE,),
        "Mets à jour la miniature de la porte d'entrée": (PORTE,),
        "Prends une photo de l'Entrée n° 2": (TWO,),
        "Prenez une photo d'Entrée n 2": (TWO,),
        "Tu peux faire une autre photo de la porte d'entrée": (PORTE,),
        "Prends une photo de la caméra Entrée n° 2": (TWO,),
        "Fais une photo du Büro/Flur": (OFFICE,),
        "Mettez à jour la photo de Cam (hinten)": (BACK,),
        "Prends une photo devant la porte d'entrée": (PORTE,),
        "Prends une photo de la porte d'entrée et de l'Entrée n° 2": (PORTE, TWO),
        "Pourrais-tu prendre une photo de la porte d'entrée ?": (PORTE,),
        "Pourriez-vous prendre une photo de la porte d'entrée": (PORTE,),
        "Est-ce que tu peux prendre une photo de la porte d'entrée": (PORTE,),
        "Prends la photo de la porte d'entrée": (PORTE,),
        "Peux-tu mettre à jour la photo de la porte d'entrée": (PORTE,),
        "Peux-tu me faire une photo de la porte d'entrée": (PORTE,),
        "Actualise l'image de la porte d'entrée": (PORTE,),
        "Photo de la porte d'entrée s'il te plaît": (PORTE,),
        "Une photo de la porte d'entrée": (PORTE,),
        "Je voudrais une photo de la porte d'entrée": (PORTE,),
        "J'aimerais une nouvelle photo de la porte d'entrée": (PORTE,),
        "Il me faut une photo de la porte d'entrée": (PORTE,),
        "Donne-moi une photo de la porte d'entrée": (PORTE,),
        "Photographie la porte d'entrée": (PORTE,),
        "Prends en photo la porte d'entrée": (PORTE,),
        "Tu peux photographier la porte d'entrée ?": (PORTE,),
        "Rafraîchis la photo de la porte d'entrée": (PORTE,),
    },
    "es": {
        "Haz una foto de la puerta principal": (PUERTA,),
        "Por favor, toma una nueva imagen de la puerta principal.": (PUERTA,),
        "¿Puedes sacar una foto de la puerta principal?": (PUERTA,),
        "Sácame una fotografía de la puerta principal, por favor": (PUERTA,),
        "Toma una captura de la cámara de la puerta principal": (PUERTA,),
        "Actualiza la miniatura de la puerta principal": (PUERTA,),
        "Haga una foto en la puerta principal": (PUERTA,),
        "Tómame otra foto de la puerta principal": (PUERTA,),
        "¿Podrías hacer una foto del Büro/Flur?": (OFFICE,),
        "Saca una foto con la cámara Cam (hinten)": (BACK,),
        "Haz una foto de Entrée n° 2": (TWO,),
        "Hazme una foto de la puerta principal": (PUERTA,),
        "Actualice la imagen de la puerta principal por favor": (PUERTA,),
        "Toma una foto desde mi puerta principal": (PUERTA,),
        "Haz una foto de la puerta principal y de Omas Garten": (PUERTA, GRANNY),
        "Actualiza las fotos de la puerta principal": (PUERTA,),
        "¿Puedes actualizar la foto de la puerta principal?": (PUERTA,),
        "¿Me puedes hacer una foto de la puerta principal?": (PUERTA,),
        "Hazle una foto a la puerta principal ahora": (PUERTA,),
        "Una foto de la puerta principal, por favor": (PUERTA,),
        "Quiero una foto de la puerta principal": (PUERTA,),
        "Quisiera una foto de la puerta principal": (PUERTA,),
        "Necesito una nueva foto de la puerta principal": (PUERTA,),
        "Me gustaría una foto de la puerta principal": (PUERTA,),
        "Dame una foto de la puerta principal": (PUERTA,),
        "Fotografía la puerta principal": (PUERTA,),
        "¿Puedes fotografiar la puerta principal?": (PUERTA,),
        "Sácale una foto a la puerta principal": (PUERTA,),
        "Haz que la cámara de la puerta principal saque una foto": (PUERTA,),
        "Usa la cámara Puerta principal para hacer una foto": (PUERTA,),
        "Refresca la imagen de la puerta principal": (PUERTA,),
    },
    "it": {
        "Scatta una foto dell'ingresso": (INGRESSO,),
        "Per favore scatta una nuova foto dell\u2019ingresso.": (INGRESSO,),
        "Puoi fare una foto all'ingresso?": (INGRESSO,),
        "Fammi un'immagine della telecamera dell'ingresso, per favore": (INGRESSO,),
        "Scattami un'istantanea da ingresso": (INGRESSO,),
        "Aggiorna la miniatura dell'ingresso": (INGRESSO,),
        "Aggiorna l'immagine di ingresso": (INGRESSO,),
        "Potresti scattare un'altra foto dell'ingresso": (INGRESSO,),
        "Fai una foto con la telecamera Ingresso": (INGRESSO,),
        "Scatta una foto di Büro/Flur": (OFFICE,),
        "Scatta una foto di Cam (hinten)": (BACK,),
        "Scatta una foto di Entrée n° 2": (TWO,),
        "Fai una fotografia nell'ingresso per piacere": (INGRESSO,),
        "Scatta foto dell'ingresso": (INGRESSO,),
        "Scatta una foto dell'ingresso e di Omas Garten": (INGRESSO, GRANNY),
        "Puoi aggiornare la foto dell'ingresso?": (INGRESSO,),
        "Fai la foto all'ingresso": (INGRESSO,),
        "Mi puoi fare una foto dell'ingresso": (INGRESSO,),
        "Mi fai una foto dell'ingresso?": (INGRESSO,),
        "Una foto dell'ingresso per favore": (INGRESSO,),
        "Foto dell'ingresso": (INGRESSO,),
        "Voglio una foto dell'ingresso": (INGRESSO,),
        "Vorrei una nuova foto dell'ingresso": (INGRESSO,),
        "Mi serve una foto dell'ingresso": (INGRESSO,),
        "Dammi una foto dell'ingresso": (INGRESSO,),
        "Fotografa l'ingresso": (INGRESSO,),
        "Puoi fotografare l'ingresso?": (INGRESSO,),
        "Mi scatti una foto dell'ingresso?": (INGRESSO,),
    },
    "nl": {
        "Maak een foto van de voordeur": (VOORDEUR,),
        "Maak alsjeblieft een nieuwe foto van de voordeur.": (VOORDEUR,),
        "Neem een plaatje van de voordeur alstublieft": (VOORDEUR,),
        "Kun je even een foto van de voordeur maken?": (VOORDEUR,),
        "Wil je een nieuwe afbeelding van de voordeurcamera maken": (VOORDEUR,),
        "Maak een snapshot bij mijn voordeur": (VOORDEUR,),
        "Werk de miniatuur van de voordeur bij": (VOORDEUR,),
        "Trek een kiekje van de voordeur": (VOORDEUR,),
        "Maak nog een foto met de camera voordeur": (VOORDEUR,),
        "Maak een foto van Büro/Flur": (OFFICE,),
        "Maak een foto van Cam (hinten)": (BACK,),
        "Maak een foto van Entrée n° 2": (TWO,),
        "Kan u een foto in Omas Garten nemen": (GRANNY,),
        "Maak me een foto van de voordeur graag": (VOORDEUR,),
        "Maak een foto van de voordeur en van Omas Garten": (VOORDEUR, GRANNY),
        "Kun je een foto maken van de voordeur?": (VOORDEUR,),
        "Kun je de foto van de voordeur bijwerken": (VOORDEUR,),
        "Zou je een foto van de voordeur willen maken": (VOORDEUR,),
        "Fotografeer de voordeur": (VOORDEUR,),
        "Ververs de foto van de voordeur": (VOORDEUR,),
        "Maak met de voordeur een foto": (VOORDEUR,),
        "Kan de voordeurcamera een foto maken?": (VOORDEUR,),
        "Kun je met de voordeurcamera een foto maken?": (VOORDEUR,),
        "Laat de voordeurcamera een foto maken": (VOORDEUR,),
        "Foto van de voordeur graag": (VOORDEUR,),
        "Ik wil een foto van de voordeur": (VOORDEUR,),
        "Ik wil graag een nieuwe foto van de voordeur": (VOORDEUR,),
        "Mag ik een foto van de voordeur?": (VOORDEUR,),
        "Geef me een foto van de voordeur": (VOORDEUR,),
        "Kun je de voordeur fotograferen?": (VOORDEUR,),
        "Maak van de voordeur even een foto": (VOORDEUR,),
        "Ik zou graag een foto van de voordeur willen": (VOORDEUR,),
    },
}

ALL: Final = {
    "en": ["take a picture of all cameras", "please take pictures with every camera"],
    "de": [
        "Mach ein Foto von allen Kameras",
        "Kannst du Bilder mit jeder Kamera machen",
    ],
    "fr": [
        "Prends une photo de toutes les caméras",
        "Fais des photos avec toutes mes caméras",
    ],
    "es": ["Haz una foto con todas las cámaras", "Toma fotos de todas mis cámaras"],
    "it": [
        "Scatta una foto con tutte le telecamere",
        "Fai foto di tutte le mie telecamere",
    ],
    "nl": ["Maak een foto van alle camera's", "Kun je foto's met elke camera maken"],
}

WHEN: Final = {
    "en": [
        "when was the last picture of the front door taken?",
        "When was the latest front door photo taken",
        "How old is the picture of the front door?",
        "When did the front door take its last picture?",
        "When was the last picture of the front door?",
    ],
    "de": [
        "Wann wurde das letzte Foto von Front door gemacht?",
        "Von wann ist das Bild von Front door?",
        "Wie alt ist das letzte Bild der Kamera Front door",
        "Wie alt ist das Bild von der Kamera Front door",
        "Wann war das letzte Bild von Front door",
        "Wann hat Front door zuletzt ein Bild gemacht",
    ],
    "fr": [
        "Quand a été prise la dernière photo de Front door ?",
        "De quand date la dernière image de la caméra Front door",
        "Quand est-ce que la dernière photo de Front door a été prise",
    ],
    "es": [
        "¿Cuándo se tomó la última foto de Front door?",
        "¿De cuándo es la última imagen de la cámara Front door?",
        "¿Cuándo fue la última foto de Front door?",
    ],
    "it": [
        "Quando è stata scattata l'ultima foto di Front door?",
        "Di quando è l'ultima immagine della telecamera Front door",
        "A quando risale l'ultima foto di Front door?",
    ],
    "nl": [
        "Wanneer is de laatste foto van Front door gemaakt?",
        "Hoe oud is de foto van de camera Front door?",
        "Wanneer was de laatste foto van Front door?",
    ],
}

# What is left to others: to what Home Assistant knows, to other sentences, to a model.
OTHERS: Final = {
    "en": [
        *("turn on the front door light", "take out the trash", "picture"),
        *("what is in the picture of the front door", "show me a picture of a cat"),
        *("update the front door", "take a look at the front door"),
        *(
            "take a picture of the moon",
            "take a picture of the front door and the moon",
        ),
        *(
            "take a picture of front",
            "turn on the front door",
            "is the front door open",
        ),
        *("when was the front door opened", "when was the last picture of me taken"),
        *("use the front door", "I want the front door open", "give me the front door"),
    ],
    "de": [
        *("Mach das Licht an der Haustür an", "Mach das Bild heller", "Fotografiere"),
        *("Nimm die Haustür auf die Liste", "Kannst du das Licht ausmachen"),
        *("Lass den Hinterhof offen", "Ich möchte den Hinterhof sehen"),
        *("Zeig mir ein Foto vom Hinterhof", "Foto", "Hinterhof Bild heller"),
        *("Mach ein Foto vom Mond", "Mach Omas Garten an", "Wann wurde es gemacht"),
    ],
    "fr": [
        *(
            "Prends rendez-vous",
            "Mets la photo sur la télé",
            "Allume la porte d'entrée",
        ),
        *("Prends la porte d'entrée", "Je voudrais voir la porte d'entrée"),
        *("Prends une photo de la lune", "Fais le café", "De quand date la photo"),
    ],
    "es": [
        *(
            "Haz la cama",
            "Actualiza el sistema",
            "Saca la basura de la puerta principal",
        ),
        *("Usa la puerta principal", "Quiero abrir la puerta principal"),
        *("Haz una foto de la luna", "Enciende la puerta principal", "Toma"),
    ],
    "it": [
        *("Fai la spesa", "Aggiorna la lista", "Scatta", "Accendi l'ingresso"),
        *("Voglio l'ingresso aperto", "Dammi l'ingresso"),
        *("Scatta una foto della luna", "Fai una foto alla torre"),
    ],
    "nl": [
        *("Maak koffie", "Werk de planning van morgen bij", "Doe de voordeur open"),
        *("Laat de voordeur open", "Ik wil de voordeur zien"),
        *("Maak een foto van de maan", "Zet de voordeur aan", "Maak het licht aan"),
    ],
}


def taken(cameras: dict[str, Camera]) -> dict[str, int]:
    """Return how many pictures were taken with each camera."""
    return {name: len(camera.pictures) for name, camera in cameras.items()}


@pytest.mark.parametrize("language", TAKE)
async def test_take(
    hass: HomeAssistant, cameras: dict[str, Camera], language: str
) -> None:
    """One picture is taken with each camera that was named, and then Assist says so."""
    words = LANGUAGES[language]["answers"]
    assert len(TAKE[language]) >= 15
    for sentence, names in TAKE[language].items():
        before = taken(cameras)
        said = await say(hass, sentence, language)
        answer = words["updated" if len(names) == 1 else "updated_several"]
        about = f" {words['and']} ".join(names)
        assert said.text == answer.format(camera=about, cameras=about), sentence
        news = dict.fromkeys(names, 1)
        assert taken(cameras) == {
            name: count + news.get(name, 0) for name, count in before.items()
        }, sentence


@pytest.mark.parametrize("language", ALL)
async def test_all_cameras(
    hass: HomeAssistant, cameras: dict[str, Camera], language: str
) -> None:
    """All that are exposed take one, and no other."""
    await expose(hass, "image.omas_garten", expose=False)
    for number, sentence in enumerate(ALL[language], 1):
        said = await say(hass, sentence, language)
        assert all(name in said.text for name in NAMES if name != GRANNY)
        assert taken(cameras) == {
            name: 0 if name == GRANNY else number for name in NAMES
        }, sentence


@pytest.mark.parametrize("language", WHEN)
async def test_when(
    hass: HomeAssistant,
    cameras: dict[str, Camera],
    cloud: BlinkCloud,
    language: str,
) -> None:
    """The time is told as people tell it; nobody is woken for it, or asked."""
    words = LANGUAGES[language]["answers"]
    sentence, *others = WHEN[language]
    requests = len(cloud.requests)
    said = await say(hass, sentence, language)
    assert said.text == words["no_picture"].format(camera=FRONT)
    for moment, answer, days in (
        (timedelta(0), "today", 0),
        # Blink's clock may be ahead.
        (timedelta(hours=-15), "today", 0),
        (timedelta(hours=9, minutes=59), "today", 0),
        (timedelta(hours=10, minutes=1), "yesterday", 0),
        (timedelta(hours=34, minutes=1), "days_ago", 2),
    ):
        taken_at = dt_util.now() - moment
        hass.states.async_set("image.front_door", taken_at.isoformat())
        said = await say(hass, sentence, language)
        assert said.text == words[answer].format(
            camera=FRONT, time=f"{taken_at:%H:%M}", days=days
        )
    assert {(await say(hass, other, language)).text for other in others} == {said.text}
    assert not any(taken(cameras).values())
    assert len(cloud.requests) == requests


@pytest.mark.parametrize("language", WHEN)
async def test_when_nobody_knows(
    hass: HomeAssistant,
    server: Server,
    account: Account,
    network: Network,
    language: str,
) -> None:
    """A picture without a time is still one, and so is one of an unloaded account."""
    answers = LANGUAGES[language]["answers"]
    # By its camera's clock, it is from the future.
    network.add_camera(FRONT, type="catalina").take_picture(age=timedelta(days=-1))
    entry = await add_entry(hass, account)
    await expose(hass, "image.front_door")
    assert state_of(hass, "image.front_door") == "unknown"
    sentence = WHEN[language][0]
    unknown = answers["no_time"].format(camera=FRONT)
    assert (await say(hass, sentence, language)).text == unknown
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, "image.front_door") == "unavailable"
    assert (await say(hass, sentence, language)).text == unknown


@pytest.mark.parametrize("language", OTHERS)
async def test_what_is_left_to_others(
    hass: HomeAssistant, cameras: dict[str, Camera], language: str
) -> None:
    """What is not about a picture with one of the cameras is not ours."""
    for sentence in OTHERS[language]:
        await say(hass, sentence, language)
        assert not await is_ours(hass, sentence, language), sentence
    assert not any(taken(cameras).values())


def agent(hass: HomeAssistant) -> DefaultAgent:
    """Return what understands sentences without a model."""
    agent = get_agent_manager(hass).default_agent
    assert agent
    return agent


def heard(sentence: str, language: str) -> ConversationInput:
    """Return a sentence as the agent hears it."""
    return ConversationInput(
        text=sentence,
        context=Context(),
        conversation_id=None,
        device_id=None,
        satellite_id=None,
        language=language,
        agent_id="conversation.home_assistant",
    )


async def is_ours(hass: HomeAssistant, sentence: str, language: str) -> bool:
    """Return whether a sentence reaches us, without saying it."""
    found = await agent(hass).async_recognize_sentence_trigger(
        heard(sentence, language)
    )
    return found is not None


@pytest.mark.parametrize("language", TAKE)
async def test_sentences_of_home_assistant(
    hass: HomeAssistant, cameras: dict[str, Camera], language: str
) -> None:
    """We take none that it understands, whatever it is about, and it none of ours."""
    data = await hass.async_add_executor_job(get_intents, language)
    assert data
    names = [*NAMES[:2], next(iter(TAKE[language]))]
    lists = {
        key: TextSlotList.from_strings(names, allow_template=False)
        if about.get("wildcard")
        else TextSlotList.from_strings(["5"])
        if "range" in about
        else None
        for key, about in data["lists"].items()
    }
    intents = Intents.from_dict(data)
    asked = 0
    for about in intents.intents.values():
        for sentence in (one for part in about.data for one in part.sentences):
            samples = sample_sentence(
                sentence,
                {
                    **intents.slot_lists,
                    **{key: values for key, values in lists.items() if values},
                    **{
                        key: TextSlotList.from_strings(NAMES[:3], allow_template=False)
                        for key in ("name", "area", "floor")
                    },
                },
                intents.expansion_rules,
            )
            for sample in islice(samples, 3):
                asked += 1
                assert not await is_ours(hass, sample, language), sample
    assert asked > 1000
    for ours in (*TAKE[language], *ALL[language], *WHEN[language]):
        understood = await agent(hass).async_recognize_intent(heard(ours, language))
        assert understood is None or understood.unmatched_entities, ours


async def test_answer_in_the_language_of_the_sentence(
    hass: HomeAssistant, cameras: dict[str, Camera]
) -> None:
    """What counts is what was said, whatever Assist's own language is."""
    said = await say(hass, "Maak een foto van de voordeur", language="en")
    assert said.text == "De nieuwe foto van Voordeur is er."


@pytest.mark.parametrize(
    ("said", "taken_with"),
    [
        ("gate", [FRONT]),
        ("the Gate", [FRONT]),
        ("way in", [INGRESSO]),
        ("my Ingresso", [INGRESSO]),
        ("street side", [FRONT, INGRESSO]),
        ("outside", [FRONT, INGRESSO]),
        ("voordeur", [VOORDEUR]),
        ("front door", []),
        ("street", []),
    ],
)
async def test_names(
    hass: HomeAssistant, cameras: dict[str, Camera], said: str, taken_with: list[str]
) -> None:
    """A camera goes by its name, its aliases and its area."""
    # An alias of another camera is that one's name.
    await put_into_area(hass, "image.voordeur", "Way in")
    area_id = await put_into_area(hass, "image.front_door", "Street side")
    await put_into_area(hass, "image.ingresso", "Street side")
    ar.async_get(hass).async_update(area_id, aliases={"outside"})
    registry = er.async_get(hass)
    entity = registry.async_get("image.front_door")
    assert entity and entity.device_id
    dr.async_get(hass).async_update_device(entity.device_id, name_by_user="The gate")
    registry.async_update_entity("image.ingresso", aliases=[er.COMPUTED_NAME, "way in"])
    await hass.async_block_till_done()
    answer = await say(hass, f"take a picture of {said}")
    assert [name for name, count in taken(cameras).items() if count] == taken_with
    assert answer.is_understood is bool(taken_with)


async def test_name_that_assist_is_not_to_know(
    hass: HomeAssistant, cameras: dict[str, Camera]
) -> None:
    """Assist takes, and proposes, the names that the voice settings have."""
    er.async_get(hass).async_update_entity("image.front_door", aliases=["Way in"])
    await hass.async_block_till_done()
    assert not (await say(hass, "take a picture of the front door")).is_understood
    names = ", ".join("Way in" if name == FRONT else name for name in sorted(NAMES))
    answer = await say(hass, "take a picture")
    assert answer.text == f"Which camera? You can say: {names}."
    assert (await say(hass, "take a picture of the way in")).is_understood
    assert taken(cameras) == dict.fromkeys(NAMES, 0) | {FRONT: 1}


async def test_changes_in_a_conversation(
    hass: HomeAssistant, cameras: dict[str, Camera]
) -> None:
    """What is renamed, exposed or not any more counts from the next sentence on."""
    sentence = "take a picture of the front door"
    assert (await say(hass, sentence)).is_understood
    await expose(hass, "image.front_door", expose=False)
    assert not (await say(hass, sentence)).is_understood
    await expose(hass, "image.front_door")
    registry = er.async_get(hass)
    registry.async_update_entity("image.front_door", name="Main entrance")
    await hass.async_block_till_done()
    said = await say(hass, "take a picture of the main entrance")
    assert said.text == "The new picture of Main entrance is ready."
    entity = registry.async_get("image.front_door")
    assert entity and entity.device_id
    dr.async_get(hass).async_update_device(entity.device_id, name_by_user="Street")
    await hass.async_block_till_done()
    assert not (await say(hass, "take a picture of the street")).is_understood
    registry.async_update_entity("image.front_door", name=None)
    await hass.async_block_till_done()
    assert (await say(hass, "take a picture of the street")).is_understood
    area_id = await put_into_area(hass, "image.front_door", "Outside")
    ar.async_get(hass).async_update(area_id, name="Outdoors")
    await hass.async_block_till_done()
    assert not (await say(hass, "take a picture of outside")).is_understood
    assert (await say(hass, "take a picture of outdoors")).is_understood
    registry.async_update_entity(
        "image.front_door", disabled_by=er.RegistryEntryDisabler.USER
    )
    await hass.async_block_till_done()
    assert not (await say(hass, "take a picture of the street")).is_understood
    assert len(cameras[FRONT].pictures) == 4


async def test_name_that_begins_another(
    hass: HomeAssistant, server: Server, account: Account, network: Network
) -> None:
    """Each is meant by its own name, whatever may be left out of the other one's."""
    cameras = [network.add_camera(name) for name in ("Garden", "Garden camera")]
    await add_entry(hass, account)
    await expose(hass, *images(hass))
    await say(hass, "take a picture of the garden")
    assert [len(camera.pictures) for camera in cameras] == [1, 0]
    await say(hass, "take a picture of the garden camera")
    assert [len(camera.pictures) for camera in cameras] == [1, 1]


async def test_nothing_is_exposed(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Nobody who has exposed nothing has sentences, not even for all cameras."""
    assert get_agent_manager(hass).trigger_sentences == []
    await expose(hass, "button.garden_take_picture")
    assert get_agent_manager(hass).trigger_sentences == []
    await expose(hass, IMAGE)
    assert get_agent_manager(hass).trigger_sentences
    assert not any("{" in one for one in get_agent_manager(hass).trigger_sentences)
    await expose(hass, IMAGE, expose=False)
    assert get_agent_manager(hass).trigger_sentences == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ('"Front" (left|right)', "take a picture of front left right"),
        ("{camera}", "take a picture of the camera"),
        ("[x] <y>", "take a picture of x y"),
        ("a;b: c", "take a picture of a b c"),
        ("Büroß", "take a picture of Büroß"),
        ("前门", "take a picture of 前门"),
        ("Сад", "take a picture of сад"),
        ("What? No!", "take a picture of what no"),
        ("back\\slash", "take a picture of back slash"),
        ("St. John's", "take a picture of St. John's"),
        ("Tom & Jerry", "take a picture of Tom & Jerry"),
        ("Nuts and bolts", "take a picture of nuts and bolts"),
    ],
)
async def test_odd_names(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    network: Network,
    camera: Camera,
    name: str,
    sentence: str,
) -> None:
    """They can be said, and break no other sentence."""
    network.add_camera("???")
    camera.name = name
    await asyncio.sleep(310)
    await expose(hass, *images(hass))
    assert (await say(hass, sentence)).text.startswith("The new picture of ")
    assert len(camera.pictures) == 2


async def test_area_of_who_asks(
    hass: HomeAssistant, cameras: dict[str, Camera]
) -> None:
    """Without a name it is the camera where the voice assistant stands, if any."""
    area_id = await put_into_area(hass, "image.omas_garten", "Garden")
    entry = MockConfigEntry(domain="satellites")
    entry.add_to_hass(hass)
    devices = dr.async_get(hass)
    satellite = devices.async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("satellites", "1")}
    )
    devices.async_update_device(satellite.id, area_id=area_id)
    said = await say(hass, "take a picture", device_id=satellite.id)
    assert said.text == f"The new picture of {GRANNY} is ready."
    said = await say(hass, "mach ein Foto", "de", device_id=satellite.id)
    assert said.text == f"Das neue Bild von {GRANNY} ist da."
    # A satellite may be elsewhere than its device.
    front_id = await put_into_area(hass, "image.front_door", "Front")
    registry = er.async_get(hass)
    voice = registry.async_get_or_create(
        "assist_satellite",
        "satellites",
        "1",
        device_id=satellite.id,
        original_name="Voice",
    ).entity_id
    registry.async_update_entity(voice, area_id=front_id)
    said = await say(hass, "take a picture", satellite_id=voice)
    assert said.text == f"The new picture of {FRONT} is ready."
    await expose(hass, "image.omas_garten", expose=False)
    said = await say(hass, "take a picture", device_id=satellite.id)
    others = ", ".join(sorted(name for name in NAMES if name != GRANNY))
    assert said.text == f"Which camera? You can say: {others}."
    assert sum(taken(cameras).values()) == 3


async def test_the_only_camera(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Where there is one, it has not to be named."""
    await expose(hass, IMAGE)
    assert (await say(hass, "take a picture")).text == (
        "The new picture of Garden is ready."
    )


async def test_equal_names(
    hass: HomeAssistant, server: Server, account: Account, network: Network
) -> None:
    """Of two with one name it is the one that is here; elsewhere it is both."""
    other = account.add_network("Work", sync_module=True)
    cameras = [network.add_camera("Door"), other.add_camera("Door")]
    await add_entry(hass, account)
    await expose(hass, *images(hass))
    area_id = await put_into_area(hass, "image.door", "Home")
    await put_into_area(hass, "image.door_2", "Office")
    entity = er.async_get(hass).async_get("image.door")
    assert entity
    said = await say(hass, "take a picture of the door")
    assert said.text == "The new pictures of Door (Home) and Door (Office) are ready."
    said = await say(hass, "take a picture of the door", device_id=entity.device_id)
    assert said.text == "The new picture of Door (Home) is ready."
    assert area_id
    assert [len(camera.pictures) for camera in cameras] == [2, 1]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, next(iter(sentences))) for language, sentences in TAKE.items()],
)
async def test_every_reason_in_every_language(
    hass: HomeAssistant, cameras: dict[str, Camera], language: str, sentence: str
) -> None:
    """Assist says why there is no picture, in the language of the sentence."""
    name = TAKE[language][sentence][0]
    texts = read_json(INTEGRATION / "translations" / f"{language}.json")["exceptions"]
    for reason in sorted(REASONS):
        error = HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=reason,
            translation_placeholders={"camera": name, "message": "12:00"},
        )
        with patch(
            "custom_components.blink_thumbnail.coordinator"
            ".BlinkCoordinator.async_update_thumbnail",
            side_effect=error,
        ):
            said = (await say(hass, sentence, language)).text
        written = texts[reason]["message"].replace(" ({message})", "")
        written = written.format(camera=name, message="12:00")
        spoken = LANGUAGES[language]["answers"].get(reason, "").format(camera=name)
        assert said == spoken or (not spoken and said == written), reason
        assert name in said


async def test_failures_as_blink_makes_them(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera, cloud: BlinkCloud
) -> None:
    """Assist waits until it is known that there is no picture, and says why."""
    await expose(hass, IMAGE)
    camera.next_command(CommandNeverEnds())
    said = await say(hass, "take a picture of the garden")
    assert said.text == "The Garden camera took too long."
    camera.next_command(CommandUnchanged())
    assert (await say(hass, "take a picture of the garden")).text == (
        "Garden reported success, but Blink still shows its old picture."
    )
    camera.record_clip(seconds=300)
    assert (await say(hass, "take a picture of the garden")).text == (
        "The Garden camera is busy recording, or somebody is watching."
    )
    camera.online = False
    await asyncio.sleep(300)
    said = await say(hass, "Mach ein Foto vom Garden", "de")
    assert said.text == "Die Kamera Garden ist offline."
    camera.online = True
    await asyncio.sleep(310)
    # What a reason has in brackets is for who reads it.
    cloud.fault(Endpoint.MEDIA, Empty(), times=None)
    assert (await say(hass, "take a picture of the garden")).text == (
        "Garden took a new picture, but Blink did not deliver it whole."
        " The last good one is kept."
    )


async def test_one_of_two_fails(
    hass: HomeAssistant, cameras: dict[str, Camera]
) -> None:
    """Both are told."""
    cameras[FRONT].online = False
    await asyncio.sleep(310)
    said = await say(hass, "take a picture of the front door and of Omas Garten")
    assert said.text == (
        "The new picture of Omas Garten is ready. The Front door camera is offline."
    )


@pytest.mark.parametrize(
    ("name", "sentence", "language", "answer"),
    [
        ("Garden Camera", "take a picture of the garden", "en", "The Garden Camera is"),
        ("Camera 2", "take a picture of camera 2", "en", "The Camera 2 camera is"),
        ("Kamera Hof", "Mach ein Foto vom Hof", "de", "Die Kamera Hof ist"),
        ("Caméra Cour", "prends une photo de la cour", "fr", "La caméra Cour est"),
        ("Cámara Patio", "haz una foto del patio", "es", "La cámara Patio está"),
    ],
)
async def test_name_with_the_word_for_a_camera(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    name: str,
    sentence: str,
    language: str,
    answer: str,
) -> None:
    """The word is not said twice, and need not be said at all."""
    camera.name = name
    camera.online = False
    await asyncio.sleep(310)
    await expose(hass, IMAGE)
    assert (await say(hass, sentence, language)).text.startswith(answer)


async def test_two_at_once(hass: HomeAssistant, cameras: dict[str, Camera]) -> None:
    """Two people who ask at the same time both get their answer."""
    english, dutch = await asyncio.gather(
        say(hass, "take a picture of the front door"),
        say(hass, "Maak een foto van de voordeur", "nl"),
    )
    assert english.text == "The new picture of Front door is ready."
    assert dutch.text == "De nieuwe foto van Voordeur is er."


async def test_rights_of_the_user(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    hass_read_only_user: MockUser,
) -> None:
    """Nobody can do or learn more by a sentence than otherwise; a voice has no user."""
    await expose(hass, IMAGE)
    sentence, user_id = "take a picture of the garden", hass_read_only_user.id
    said = await say(hass, sentence, user_id=user_id)
    assert said.text == "You are not allowed to do that with Garden."
    question = "how old is the picture of the garden?"
    assert "today" in (await say(hass, question, user_id=user_id)).text
    hass_read_only_user.mock_policy({})
    said = await say(hass, question, user_id=user_id)
    assert said.text == "You are not allowed to do that with Garden."
    assert len(camera.pictures) == 1
    assert (await say(hass, sentence)).text == "The new picture of Garden is ready."
    assert len(camera.pictures) == 2


async def test_user_is_known_to_the_logbook(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    hass_admin_user: MockUser,
) -> None:
    """The picture is that of who asked."""
    await expose(hass, IMAGE)
    await say(hass, "take a picture of the garden", user_id=hass_admin_user.id)
    image = hass.states.get(IMAGE)
    assert image
    assert image.context.user_id == hass_admin_user.id


async def test_account_that_is_not_loaded(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Assist says why; a disabled account has no sentences, and none that is gone."""
    await expose(hass, IMAGE)
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert (await say(hass, "take a picture of the garden")).text == (
        "Garden was not updated: its Blink account is not loaded in Home Assistant, or"
        " is just being reloaded. Try again in a moment."
    )
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    await hass.async_block_till_done()
    assert get_agent_manager(hass).trigger_sentences == []
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await hass.async_block_till_done()
    assert (await say(hass, "take a picture of the garden")).is_understood
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert get_agent_manager(hass).trigger_sentences == []


async def test_helper_that_has_changed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One line says that there are no sentences, and all else works."""
    with patch(
        "custom_components.blink_thumbnail.sentences.async_initialize_triggers",
        side_effect=TypeError,
    ):
        await expose(hass, IMAGE)
    (line,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert line.getMessage() == "Assist does not take these sentences"
    caplog.clear()
    assert not (await say(hass, "take a picture of the garden")).is_understood
    await press(hass)
    assert len(camera.pictures) == 2


async def test_module_that_is_gone(
    hass: HomeAssistant,
    server: Server,
    account: Account,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One line says that there are no sentences, and all else works."""
    with patch(
        "custom_components.blink_thumbnail.sentences.async_setup_sentences",
        side_effect=ImportError,
    ):
        await add_entry(hass, account)
    (line,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert line.getMessage() == "Assist does not take sentences"
    caplog.clear()
    await press(hass)
    assert len(camera.pictures) == 2


async def test_without_assist(
    hass: HomeAssistant, server: Server, account: Account, camera: Camera
) -> None:
    """All else works, and once Assist is there, it takes sentences."""
    hass.config.components.remove("conversation")
    await add_entry(hass, account)
    await expose(hass, IMAGE)
    assert get_agent_manager(hass).trigger_sentences == []
    await press(hass)
    assert len(camera.pictures) == 2
    hass.config.components.add("conversation")
    hass.bus.async_fire(EVENT_COMPONENT_LOADED, {ATTR_COMPONENT: "conversation"})
    await hass.async_block_till_done()
    assert (await say(hass, "take a picture of the garden")).is_understood


async def test_sentence_that_cannot_be_parsed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is not registered, and so takes no other sentence down; one line says it."""
    with patch(
        "custom_components.blink_thumbnail.grammar._escape", side_effect=lambda _: "("
    ):
        await expose(hass, IMAGE)
    (line,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert line.getMessage() == "Assist does not take these sentences"
    caplog.clear()
    assert (await say(hass, "what time is it")).is_understood


async def test_names_that_are_refused(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The names before are not understood any more, until there are others."""
    await expose(hass, IMAGE)
    sentence = "take a picture of the garden"
    assert await is_ours(hass, sentence, "en")
    registry = er.async_get(hass)
    with patch(
        "custom_components.blink_thumbnail.grammar._escape", side_effect=lambda _: "("
    ):
        registry.async_update_entity(IMAGE, name="Yard", aliases=[er.COMPUTED_NAME])
        await hass.async_block_till_done()
    assert "Assist does not take these sentences" in caplog.text
    caplog.clear()
    assert get_agent_manager(hass).trigger_sentences == []
    registry.async_update_entity(IMAGE, name="Court")
    await hass.async_block_till_done()
    assert await is_ours(hass, "take a picture of the court", "en")


def test_languages_are_whole() -> None:
    """Each language has what English has."""
    translations = {path.stem for path in (INTEGRATION / "translations").iterdir()}
    assert LANGUAGES.keys() == translations == TAKE.keys()
    english = LANGUAGES["en"]
    for words in LANGUAGES.values():
        assert words.keys() == english.keys() == {"rules", "answers", *KINDS}
        assert words["answers"].keys() == english["answers"].keys()
        for key, text in words["answers"].items():
            assert placeholders(text) == placeholders(english["answers"][key])


async def test_typed_backslash(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """Nobody says one: what has it typed is not ours, and is no error."""
    camera.name = "a\\b"
    await asyncio.sleep(310)
    await expose(hass, IMAGE)
    assert not (await say(hass, "take a picture of a\\b")).is_understood
    assert (await say(hass, "take a picture of a b")).is_understood
