"""Keys, devices and links to the report: renewing, connecting, revoking, making and ending them."""

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.registry import Outcome, decides, evolves
from app.core.rules.texts import MAX_TITLE_GRAPHEMES
from app.core.state import Device, ReportLink, State
from app.core.text import clean_line

# With those that are over, which stay in the list.
MOST_REPORT_LINKS = 100


@decides
def connect_device(state: State, command: c.ConnectDevice, envelope: Envelope) -> Outcome:
    known = state.devices.get(envelope.actor.id)
    # A page that is loaded again says no name, and the device keeps the one it was invited with.
    name = clean_line(command.name)[:MAX_TITLE_GRAPHEMES] or (known.name if known else "")
    if known is not None and known.name == name:
        return []
    return [e.DeviceConnected(envelope.actor.id, name)]


@evolves
def device_connected(state: State, event: e.DeviceConnected, recorded: Recorded) -> State:
    return replace(state, devices=state.devices.set(event.device, Device(event.name, recorded.seq)))


@decides
def revoke_device(state: State, command: c.RevokeDevice, envelope: Envelope) -> Outcome:
    device = state.devices.get(command.device)
    if device is None:
        return Rejection("unknown")
    return [] if device.revoked else [e.DeviceRevoked(command.device)]


@evolves
def device_revoked(state: State, event: e.DeviceRevoked, recorded: Recorded) -> State:
    device = replace(state.devices[event.device], revoked=True, r=recorded.seq)
    return replace(state, devices=state.devices.set(event.device, device))


@decides
def renew_key(state: State, command: c.RenewKey, envelope: Envelope) -> Outcome:
    return [e.KeyRenewed(command.role, state.generation(command.role) + 1)]


@evolves
def key_renewed(state: State, event: e.KeyRenewed, recorded: Recorded) -> State:
    return replace(state, key_generations=state.key_generations.set(event.role, event.generation))


@decides
def make_report_link(state: State, command: c.MakeReportLink, envelope: Envelope) -> Outcome:
    if command.link in state.report_links:
        return Rejection("conflict")
    if command.until_ms is not None and command.until_ms <= envelope.at_ms:
        return Rejection("invalid")
    if len(state.report_links) >= MOST_REPORT_LINKS:
        return Rejection("too_many")
    return [e.ReportLinkMade(command.link, command.shows, command.until_ms)]


@evolves
def report_link_made(state: State, event: e.ReportLinkMade, recorded: Recorded) -> State:
    link = ReportLink(event.shows, recorded.at_ms, event.until_ms)
    return replace(state, report_links=state.report_links.set(event.link, link))


@decides
def end_report_link(state: State, command: c.EndReportLink, envelope: Envelope) -> Outcome:
    link = state.report_links.get(command.link)
    if link is None:
        return Rejection("unknown")
    return [] if link.ended_ms is not None else [e.ReportLinkEnded(command.link)]


@evolves
def report_link_ended(state: State, event: e.ReportLinkEnded, recorded: Recorded) -> State:
    link = replace(state.report_links[event.link], ended_ms=recorded.at_ms)
    return replace(state, report_links=state.report_links.set(event.link, link))
