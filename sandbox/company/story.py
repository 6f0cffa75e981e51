"""The seeded company: accounts, people, deals, vendors and products; equal seeds give equal companies."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sandbox.company import words
from sandbox.company.company import Company
from sandbox.company.entities import Account, Address, Contact, Deal, Product, Vendor
from sandbox.company.purchases import add_purchases
from sandbox.company.sales import add_sales
from sandbox.company.subscriptions import add_subscriptions
from sandbox.people import BY_NAME, Persona

Chapter = Callable[[Company], None]
TODAY = date(2026, 10, 1)
FIRST_DAY = TODAY - timedelta(days=800)
SELLERS: tuple[Persona, ...] = tuple(BY_NAME[name] for name in ("sales", "legacy", "assigned", "restricted"))


# What the company does with those whom it deals with. No chapter depends on another one or on their order.
CHAPTERS: tuple[Chapter, ...] = (add_sales, add_purchases, add_subscriptions)


def company(seed: int = 7, scale: int = 1, today: date = TODAY, *, chapters: Sequence[Chapter] = CHAPTERS) -> Company:
    """The whole company. `scale` multiplies the accounts and with them everything that they do."""
    story = Company(name="Halvorsen Instruments", today=today, currency="EUR", seed=seed)
    _add_vendors(story)
    _add_products(story)
    _add_accounts(story, scale)
    _add_deals(story)
    for chapter in chapters:
        chapter(story)
    return story


def moment(random: Random, first: date, last: date) -> datetime:
    """An instant in office hours between two days."""
    day = first + timedelta(days=random.randrange(max(1, (last - first).days)))
    return datetime.combine(day, time(8 + random.randrange(9), random.randrange(60), random.randrange(60)), UTC)


def _address(random: Random) -> Address:
    street, city, state, code, country = random.choice(words.CITIES)
    return Address(f"{street} {random.randrange(1, 180)}", city, state, code, country)


def _phone(random: Random) -> str:
    return f"+49 40 {random.randrange(1000000, 9999999)}"


def _slug(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _add_vendors(story: Company) -> None:
    for number, (name, category) in enumerate(words.VENDORS, start=1):
        random = story.stream("vendor", number)
        created = moment(random, FIRST_DAY, FIRST_DAY + timedelta(days=60))
        story.vendors.append(
            Vendor(
                number=number,
                crm_id=str(4150868000004000000 + number),
                books_id=str(460000000004000000 + number),
                name=name,
                first_name=words.FIRST_NAMES[number * 5 % len(words.FIRST_NAMES)],
                last_name=words.LAST_NAMES[number * 7 % len(words.LAST_NAMES)],
                category=category,
                email=f"orders@{_slug(name)}.example",
                phone=_phone(random),
                website=f"https://{_slug(name)}.example",
                currency="EUR" if number % 4 else "USD",
                address=_address(random),
                owner=BY_NAME["admin"],
                created_at=created,
                modified_at=created + timedelta(days=random.randrange(1, 200)),
            )
        )


def _add_products(story: Company) -> None:
    for number, (name, code, category, unit, price, cost) in enumerate(words.PRODUCTS, start=1):
        random = story.stream("product", number)
        story.products.append(
            Product(
                number=number,
                crm_id=str(4150868000005000000 + number),
                books_id=str(460000000005000000 + number),
                name=name,
                code=code,
                category=category,
                unit=unit,
                price=Decimal(price),
                cost=Decimal(cost),
                taxed=category != "Services",
                active=code != "LOG-L0",
                vendor=random.choice(story.vendors),
                owner=BY_NAME["admin"],
                created_at=moment(random, FIRST_DAY, FIRST_DAY + timedelta(days=60)),
            )
        )


def _account_name(number: int) -> str:
    round_, index = divmod(number - 1, len(words.ACCOUNT_NAMES))
    return words.ACCOUNT_NAMES[index] + (f" {round_ + 1}" if round_ else "")


def _add_accounts(story: Company, scale: int) -> None:
    for number in range(1, len(words.ACCOUNT_NAMES) * scale + 1):
        random = story.stream("account", number)
        name = _account_name(number)
        created = moment(random, FIRST_DAY, story.today - timedelta(days=300))
        # The last fifth is in CRM alone, so that "not linked yet" has its examples; four in seven subscribe.
        known = number % 5 != 0
        account = Account(
            number=number,
            crm_id=str(4150868000001000000 + number),
            name=name,
            industry=random.choice(words.INDUSTRIES),
            kind="Customer" if known else "Prospect",
            phone=_phone(random),
            website=f"https://{_slug(name)}.example",
            employees=random.randrange(8, 2500),
            revenue=Decimal(random.randrange(200, 90000)) * 1000,
            currency="USD" if number % 9 == 0 else "EUR",
            region=random.choice(words.REGIONS),
            tier=random.choice(words.TIERS),
            renewal_on=story.today + timedelta(days=random.randrange(10, 400)),
            owner=SELLERS[number % len(SELLERS)],
            assignee=SELLERS[number % len(SELLERS)],
            billing=_address(random),
            shipping=_address(random),
            created_at=created,
            modified_at=moment(random, created.date() + timedelta(days=1), story.today),
            books_id=str(460000000001000000 + number) if known else None,
            billing_id=str(903000000001000000 + number) if known and number % 7 < 4 else None,
        )
        story.accounts.append(account)
        _add_contacts(story, account, random.randrange(2, 4))


def _add_contacts(story: Company, account: Account, count: int) -> None:
    for position in range(count):
        number = len(story.contacts) + 1
        random = story.stream("contact", number)
        first, last = random.choice(words.FIRST_NAMES), random.choice(words.LAST_NAMES)
        story.contacts.append(
            Contact(
                number=number,
                crm_id=str(4150868000002000000 + number),
                salutation=("Ms.", "Mr.", "Dr.")[number % 3],
                first_name=first,
                last_name=last,
                lead_source=words.LEAD_SOURCES[number % len(words.LEAD_SOURCES)],
                title=random.choice(words.TITLES),
                department=random.choice(words.DEPARTMENTS),
                email=f"{first}.{last}@{_slug(account.name)}.example".lower(),
                phone=_phone(random),
                mobile=_phone(random),
                account=account,
                primary=position == 0,
                owner=account.owner,
                created_at=account.created_at + timedelta(minutes=position + 1),
                modified_at=account.modified_at,
                books_person_id=str(460000000002000000 + number),
                billing_person_id=str(903000000002000000 + number),
            )
        )


def _add_deals(story: Company) -> None:
    for account in story.accounts:
        # Two open deals at each account and one closed, so that filters on the stage have something to leave out.
        for position in range(3):
            number = len(story.deals) + 1
            random = story.stream("deal", number)
            stage, probability = random.choice(words.OPEN_STAGES)
            if position == 2:
                stage, probability = random.choice((("Closed Won", 100), ("Closed Lost", 0)))
            created = moment(random, account.created_at.date(), story.today - timedelta(days=20))
            closing = story.today + timedelta(days=random.randrange(5, 160))
            story.deals.append(
                Deal(
                    number=number,
                    crm_id=str(4150868000003000000 + number),
                    name=f"{account.name}: {random.choice(words.DEAL_SUBJECTS)}",
                    account=account,
                    contact=random.choice(story.contacts_of(account)),
                    stage=stage,
                    probability=probability,
                    amount=Decimal(random.randrange(40, 4200)) * 10,
                    closing_on=closing if position < 2 else created.date() + timedelta(days=15),
                    lead_source=random.choice(words.LEAD_SOURCES),
                    kind=random.choice(("New Business", "Existing Business")),
                    next_step=random.choice(words.NEXT_STEPS),
                    owner=account.owner,
                    created_at=created,
                    modified_at=moment(random, created.date() + timedelta(days=1), story.today),
                )
            )
