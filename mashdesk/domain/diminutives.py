"""What children and parents are called for short, by the name they were given.

A table of our own: the published ones are of American family trees, and know few of the names that
are given in this country today.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

_FAMILIES_OF_NAMES = """
abigail abi abby abbie gail
abdullah abdul abdulla
abraham abe ibrahim ibraheem brahim
adam adem
agnieszka aga
ahmed ahmad ahmet
aisha ayesha aysha aishah
aleksander aleksandr alexander alex alec alexandr sandy xander olek lex sasha
alexandra alexa alex aleksandra ola sandra lexi lexie sasha
alfred alfie alf fred freddie
alice ali
alison ali allie allison
amelia millie amelie milly mia
amina aminah
andrew andy drew andrei andrzej andre
angela angie ange
ann anne anna annie ania hannah nan
anthony tony antony ant
antonia toni
archibald archie
arthur art artie
barbara barb babs basia
barry baz
benjamin ben benny benji
bernadette bernie
bethany beth bethan
bilal billal
bridget bridie biddy
callum calum cal
cameron cam
camilla millie milly
caroline carrie caz carol
catherine cath cathy kate katie kathryn katherine kathleen kath kathy kasia katarzyna kitty kit kay
charles charlie chas chuck chaz
charlotte charlie lottie char lotte
chloe clo
christine chris christina chrissie tina kirsty christy kristina
christopher chris kit topher kristopher krzysztof
clifford cliff
connor conor con
constance connie
cynthia cindy
daniel dan danny danyal daniyal
danielle dani ellie
darren daz
david dave davey dai dawid
deborah debbie deb debs
declan dec
dennis den
derek del
diana di
dominic dom dominik
donald don donny
dorothy dot dotty dolly
douglas doug
dylan dyl
edward ed eddie ted teddy ned eddy
eleanor ellie nell nora ella elena leonora
elijah eli elias ilyas
elizabeth liz lizzie beth betty eliza libby lisa elsie bess betsy lily lilibet elzbieta ela
emily em emmy millie milly
emma em emmy
esme esmerelda
evelyn evie eve
eve evie eva
fatima fatimah fatema fatma
felicity flick fliss
finley fin finn
florence flo florrie flossie
frances fran frankie francesca
francis frank frankie fran
frederick fred freddie freddy
gabriel gabe
gabrielle gabby gabi
gareth gaz gary
geoffrey geoff jeff jeffrey
george georgie
georgina georgie gina georgia
gerald gerry jerry
gillian gill jill jilly
grace gracie
graham gray
gregory greg
gwendoline gwen
hamza hamzah
harold harry hal
harrison harry
henry harry hal hank
harriet hattie harry
hasan hassan
hayley hails
hussein hussain husain hossein hussayn
imogen immy imo
isaac ike ishaq zak
isabel izzy bella isabella isobel isabelle belle issy
ismail ismael ishmael
jacob jake jakub kuba yaqub yakub
jacqueline jackie jacqui
james jim jimmy jamie jem
jane janie janey
janet jan
jasmine jas jaz yasmin yasmine jasmin yasmeen
jason jay
jayden jay jaydn jaden jaiden
jennifer jen jenny jenna
jeremiah jerry
jeremy jez jerry
jermaine jay
jessica jess jessie
joanne jo joanna joana
john jack johnny jon jan ian sean ivan johnnie
jonathan jon jonny jonathon johnathan
joseph joe joey yusuf yousef youssef yusef yousuf jozef josef
josephine jo josie
joshua josh
judith judy jude
julia julie jules
kamil kamal
katarina kat
khadija khadijah kadija
khalid khaled
kenneth ken kenny
kieran kier ciaran keiran
kimberley kim kimberly
laura laurie
lauren loz
lawrence larry laurie lawrie
leanne lee
leonard len lenny leo
leonardo leo
lewis lou louis lew louie
lillian lily lil lilly
louisa lou louise
lucas luke luca luka lukas lukasz
lucy luce
mackenzie kenzie
madeleine maddie maddy madison madeline
magdalena magda
margaret maggie meg peggy marge margie mags maisie greta daisy rita malgorzata gosia
maria marie mary mariam maryam miriam molly polly may moll maryan
mariyam maryam mariam
mark marc marek marcus
martin marty marcin
martha marta
mateusz matt matthew
matilda tilly tilda mattie
matthew matt matty mathew
maximilian max
megan meg
melanie mel
melissa mel lissa
michael mike mick mickey mikey micky michal mihail
michelle shell chelle shelly
minh ming
mohammed muhammad mohamed mohammad muhammed mohamad mo md mohd mehmet ahmed
mustafa mustapha
natalie nat nats natalia talia
natasha tash tasha nat
nathan nate nathaniel nat
nicholas nick nicky nico mikolaj nicolas
nicola nicky nikki nic
noah noa nuh
noor nur nour
norman norm
oliver ollie olly oli
olivia liv livvy ollie livi oliwia
oscar oskar ozzy
owen owain
pamela pam
patricia pat trish tricia patsy paddy
patrick pat paddy padraig
paul pawel
penelope penny
peter pete piotr petar
philip phil phillip pip
philippa pip pippa
piotr piotrek
rachel rach rachael
raymond ray
rebecca becky bex becca becks
reginald reg reggie
rhiannon rhi
richard rick ricky rich dick dickie richie rik
robert rob bob bobby robbie robin bert
ronald ron ronnie
rose rosie rosa
rosemary rosie rose romy
roxanne roxy
ryan ry
sadia saadia
samantha sam sammy sammie
samuel sam sammy
sarah sally sara sadie
scarlett scar scarlet
sebastian seb bas
shannon shan
sharon shaz shazza
shaun sean shawn
simon si szymon
sophia sophie sofia zofia soph
stacey stace stacy
stephanie steph stephie stefanie
stephen steve steven stevie stefan
stuart stu stewart
sumaiya sumaya sumayyah
susan sue susie suzie suzanne susannah zuzanna zuza
syed sayed sayyid said
sylvia sylvie
tamara tam tammy
terence terry tel terrance
teresa terry tess tessa theresa tracey
theodore theo ted teddy
thomas tom tommy tomasz thom tomek
timothy tim timmy
toby tobias tobi
tracey trace tracy
tyler ty
umar omar omer umer
usman uthman osman othman
valerie val
vanessa ness nessa
veronica ronnie vera
victor vic viktor
victoria vicky tori vic vicki viktoria wiktoria
vincent vince vinny
vivian viv vivienne
walter wally walt
wayne waz
william will bill billy liam willie wills wil gwilym
winifred winnie freda
yvonne eve von
zachary zac zach zak zack zakariya zakaria
zainab zaynab zeinab
zoe zo
"""


@cache
def _families() -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_FAMILIES_OF_NAMES.strip().split("\n")):
        for name in line.split():
            found.setdefault(name, set()).add(number)
    return MappingProxyType({name: frozenset(numbers) for name, numbers in found.items()})


def same_in_short(one: str, other: str) -> bool:
    """Whether two given names in plain lower-case letters are usual forms of one."""
    families = _families()
    return bool(families.get(one, frozenset()) & families.get(other, frozenset()))


@lru_cache(maxsize=5_000)
def full_names(name: str) -> tuple[str, ...]:
    """The full names that this given name may stand for, at most three; else itself alone."""
    lines = _FAMILIES_OF_NAMES.strip().split("\n")
    heads = [lines[number].split(" ", 1)[0] for number in sorted(_families().get(name, ()))]
    if name in heads:
        return (name,)
    return tuple(heads[:3]) or (name,)
