"""To whom one complains, country by country (G4)."""

from dataclasses import dataclass

from .texts import Text


@dataclass(frozen=True)
class Authority:
    """To whom one complains (G4)."""

    name: Text
    address: Text


CNIL = Authority(
    Text("la CNIL", "the CNIL"),
    Text("3 place de Fontenoy, 75007 Paris, cnil.fr", "3 place de Fontenoy, 75007 Paris, France, cnil.fr"),
)
BFDI = Authority(
    Text("l’autorité de protection des données de votre Land", "the data protection authority of your Land"),
    Text("liste tenue par le BfDI, Graurheindorfer Straße 153, 53117 Bonn", "listed by the BfDI, 53117 Bonn, Germany"),
)
DSB = Authority(
    Text("la Datenschutzbehörde", "the Datenschutzbehörde"),
    Text("Barichgasse 40-42, 1030 Vienne, dsb.gv.at", "Barichgasse 40-42, 1030 Vienna, Austria, dsb.gv.at"),
)
OWN_COUNTRY = Authority(
    Text("l’autorité de protection des données de votre pays", "the data protection authority of your country"),
    Text("liste tenue par le Comité européen (edpb.europa.eu)", "listed by the European Board (edpb.europa.eu)"),
)
