"""Tests of the sentences, said to Assist as people say them."""

import asyncio
from datetime import timedelta
import logging
from typing import Any, Final, NamedTuple
from unittest.mock import patch

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
from homeassistant.components.conversation import ConversationInput
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.setup import async_setup_component

from .conftest import IMAGE, add_entry
from .repository import INTEGRATION, read_json

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
    context: Context | None = None,
    **more: str,
) -> Said:
    """Say something to Assist, and return what it answers."""
    answer: Any = await hass.services.async_call(
        "conversation",
        "process",
        {"text": sentence, "language": language, **more},
        blocking=True,
        context=context,
        return_response=True,
    )
    response = answer["response"]
    return Said(
        str(response["speech"]["plain"]["speech"]), response["response_type"] != "error"
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
    ],
    "de": [
        "Wann wurde das letzte Foto von Front door gemacht?",
        "Von wann ist das Bild von Front door?",
        "Wie alt ist das letzte Bild der Kamera Front door",
        "Wie alt ist das Bild von der Kamera Front door",
    ],
    "fr": [
        "Quand a été prise la dernière photo de Front door ?",
        "De quand date la dernière image de la caméra Front door",
    ],
    "es": [
        "¿Cuándo se tomó la última foto de Front door?",
        "¿De cuándo es la última imagen de la cámara Front door?",
    ],
    "it": [
        "Quando è stata scattata l'ultima foto di Front door?",
        "Di quando è l'ultima immagine della telecamera Front door",
    ],
    "nl": [
        "Wanneer is de laatste foto van Front door gemaakt?",
        "Hoe oud is de foto van de camera Front door?",
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
    ],
    "de": [
        *("Mach das Licht an der Haustür an", "Mach das Bild heller", "Fotografiere"),
        *("Nimm die Haustür auf die Liste", "Kannst du das Licht ausmachen"),
        *("Mach ein Foto vom Mond", "Mach Omas Garten an", "Wann wurde es gemacht"),
    ],
    "fr": [
        *(
            "Prends rendez-vous",
            "Mets la photo sur la télé",
            "Allume la porte d'entrée",
        ),
        *("Prends une photo de la lune", "Fais le café", "De quand date la photo"),
    ],
    "es": [
        *(
            "Haz la cama",
            "Actualiza el sistema",
            "Saca la basura de la puerta principal",
        ),
        *("Haz una foto de la luna", "Enciende la puerta principal", "Toma"),
    ],
    "it": [
        *("Fai la spesa", "Aggiorna la lista", "Scatta", "Accendi l'ingresso"),
        *("Scatta una foto della luna", "Fai una foto alla torre"),
    ],
    "nl": [
        *("Maak koffie", "Werk de planning van morgen bij", "Doe de voordeur open"),
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
        news = {name: 1 for name in names}
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
    camera = {"camera": FRONT, "time": "10:00"}
    sentence, *others = WHEN[language]
    said = await say(hass, sentence, language)
    assert said.text == words["no_picture"].format(**camera)
    # It is ten o'clock in Berlin.
    await say(hass, "take a picture of the front door")
    requests = cloud.count(Endpoint.THUMBNAIL)
    said = await say(hass, sentence, language)
    assert said.text == words["today"].format(**camera)
    assert {(await say(hass, other, language)).text for other in others} == {said.text}
    await asyncio.sleep(timedelta(hours=14).total_seconds())
    said = await say(hass, sentence, language)
    assert said.text == words["yesterday"].format(**camera)
    await asyncio.sleep(timedelta(days=2).total_seconds())
    said = await say(hass, sentence, language)
    assert said.text == words["days_ago"].format(days=3, **camera)
    assert cloud.count(Endpoint.THUMBNAIL) == requests


@pytest.mark.parametrize("language", OTHERS)
async def test_what_is_left_to_others(
    hass: HomeAssistant, cameras: dict[str, Camera], language: str
) -> None:
    """What is not about a picture with one of the cameras is not ours."""
    for sentence in OTHERS[language]:
        await say(hass, sentence, language)
        assert not await is_ours(hass, sentence, language), sentence
    assert not any(taken(cameras).values())


async def is_ours(hass: HomeAssistant, sentence: str, language: str) -> bool:
    """Return whether a sentence reaches us, without saying it."""
    agent: Any = get_agent_manager(hass).default_agent
    found = await agent.async_recognize_sentence_trigger(
        ConversationInput(
            text=sentence,
            context=Context(),
            conversation_id=None,
            device_id=None,
            satellite_id=None,
            language=language,
            agent_id="conversation.home_assistant",
        )
    )
    return found is not None
