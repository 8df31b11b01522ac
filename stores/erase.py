"""Erases a film at a store, every version of every object: what the desk does when a case is completed."""

from stores.store import AdminSession, Version


async def erase(session: AdminSession, film: str) -> list[Version]:
    """Delete all that the store has of a film; what it still lists afterwards. Raises CourierErrors."""
    for version in await session.versions(film):
        await session.delete(film, version)
    return await session.versions(film)
