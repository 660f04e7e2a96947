"""The server versions from which on a message has one field more or one less."""

OLDEST, NEWEST = 157, 178

DURATION = 158
DURATION_TOLD = 159
POST_TO_ATS = 160
AUTO_CANCEL_PARENT = 162
SIZE_INCREMENT = 163
SIZE_RULES = 164
REJECTION_DETAILS = 166
MANUAL_TIME = 169
PEGGED = 170
ISSUER = 176
NO_PROFILE = 177
PRICE_REVISION = 178


def agreed(asked: str, newest: int = NEWEST) -> int:
    """The newest version of a client's range (`v157..176`, options behind a blank) that this gateway has too, or 0."""
    lowest, dots, highest = asked.partition(" ")[0].removeprefix("v").partition("..")
    if not (dots and lowest.isdigit() and highest.isdigit()):
        return 0
    common = min(int(highest), newest)
    return common if common >= max(int(lowest), OLDEST) else 0
