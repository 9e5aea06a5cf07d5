terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.backup]
    }
  }
}

variable "name" {
  type = string
}

variable "keys" {
  type = number
}

variable "admin" {
  type = string
}

module "key" {
  source = "./key"
  count  = var.keys

  name  = "${var.name}-${count.index}"
  admin = var.admin
}

module "backup" {
  source = "./key"

  name  = "${var.name}-backup"
  admin = var.admin

  providers = {
    aws = aws.backup
  }
}
