"""Rival: Django channels with its in-memory layer, a consumer per client and one `group_send` per message."""

import sys

import django
import uvicorn
from django.conf import settings

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=(),
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402  needs the settings
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  the same
from django.core.asgi import get_asgi_application  # noqa: E402  the same
from django.urls import path  # noqa: E402  the same


class Listener(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("hall", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("hall", self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send("hall", {"type": "said", "text": text_data})

    async def said(self, event):
        await self.send(text_data=event["text"])


uvicorn.run(
    ProtocolTypeRouter(
        {"http": get_asgi_application(), "websocket": URLRouter([path("ws", Listener.as_asgi())])}
    ),
    port=int(sys.argv[1]),
    loop="uvloop",
    log_level="error",
    ws_per_message_deflate=False,
    ws_ping_interval=None,
)
